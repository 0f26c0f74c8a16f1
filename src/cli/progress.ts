/** Where progress is shown, if it is a terminal. */
export interface Terminal {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

const everyMs = 1_000;
const lineFeed = 10;

/** Passes chunks on and shows on a terminal, once a second, how many lines there were. */
export async function* withProgress(chunks: AsyncIterable<Uint8Array>, terminal: Terminal): AsyncGenerator<Uint8Array> {
  let lines = 0;
  let shown = false;
  const show = (): void => {
    shown = true;
    terminal.write(`\r${lines} lines`);
  };
  const timer = terminal.isTTY === true ? setInterval(show, everyMs) : undefined;
  try {
    for await (const chunk of chunks) {
      for (const byte of chunk) if (byte === lineFeed) lines += 1;
      yield chunk;
    }
  } finally {
    clearInterval(timer);
    // The shell's prompt belongs on a line of its own.
    if (shown) terminal.write('\r\u001B[K');
  }
}

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

/** The step that is under way, on a terminal. */
export interface StepProgress {
  /** `step` of `of`, counted from 1. */
  show(step: number, of: number, what: string): void;
  end(): void;
}

/** Shows which of several steps is under way, if it is a terminal; nothing of it stays. */
export function stepProgress(terminal: Terminal): StepProgress {
  const onTerminal = (text: string): void => {
    if (terminal.isTTY === true) terminal.write(text);
  };
  return {
    show: (step, of, what) => onTerminal(`\r\u001B[K${step} of ${of}: ${what}`),
    end: () => onTerminal('\r\u001B[K'),
  };
}

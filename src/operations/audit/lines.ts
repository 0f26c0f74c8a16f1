/** A line of a file, without its line feed. */
export interface Line {
  /** Counted from 1. */
  readonly number: number;
  readonly bytes: Uint8Array;
  /** Whether a line feed ended it. */
  readonly ended: boolean;
}

/** No record comes near this; what is longer is cut here, so that a file without line ends does not fill the memory. */
const longest = 64 * 1024;
const lineFeed = 10;

/** The lines of a file that is read in chunks, in groups: all that a chunk completes. */
export async function* linesOf(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<readonly Line[]> {
  let number = 0;
  let rest: Uint8Array = Buffer.alloc(0);
  for await (const chunk of chunks) {
    const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    const lines: Line[] = [];
    let start = 0;
    for (let end = bytes.indexOf(lineFeed, start); end >= 0; end = bytes.indexOf(lineFeed, start)) {
      number += 1;
      lines.push({ number, bytes: bytes.subarray(start, end), ended: true });
      start = end + 1;
    }
    rest = bytes.subarray(start, start + longest);
    yield lines;
  }
  if (rest.length > 0) yield [{ number: number + 1, bytes: rest, ended: false }];
}

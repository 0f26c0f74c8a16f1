/** Numbers from 0 up to but without 1, the same for the same seed (mulberry32). */
export function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Bytes that mean something to those who read HTTP, JSON or UTF-8. */
const telling = Buffer.from('\0\t\n\r !"#%&,-./0129:;=?\\_`{}[]ex\x7f\x80\xc0\xff', 'latin1');

type Mutation = (bytes: Buffer, next: (below: number) => number) => Buffer;

const spliced = (bytes: Buffer, from: number, to: number, between: Buffer): Buffer =>
  Buffer.concat([bytes.subarray(0, from), between, bytes.subarray(to)]);

const tellingByte = (next: (below: number) => number): Buffer => {
  const at = next(telling.length);
  return telling.subarray(at, at + 1);
};

const mutations: readonly Mutation[] = [
  (bytes, next) => {
    const at = next(bytes.length);
    return spliced(bytes, at, at + 1, Buffer.of((bytes[at] ?? 0) ^ (1 << next(8))));
  },
  (bytes, next) => {
    const at = next(bytes.length);
    return spliced(bytes, at, at + 1, tellingByte(next));
  },
  (bytes, next) => {
    const at = next(bytes.length + 1);
    return spliced(bytes, at, at, tellingByte(next));
  },
  (bytes, next) => {
    const at = next(bytes.length);
    return spliced(bytes, at, at + 1 + next(4), Buffer.alloc(0));
  },
  // A part of it again, somewhere else.
  (bytes, next) => {
    const from = next(bytes.length);
    const at = next(bytes.length + 1);
    return spliced(bytes, at, at, bytes.subarray(from, from + 1 + next(40)));
  },
  (bytes, next) => {
    const lines = bytes.toString('latin1').split('\r\n');
    const [one, other] = [next(lines.length), next(lines.length)];
    [lines[one], lines[other]] = [lines[other] ?? '', lines[one] ?? ''];
    return Buffer.from(lines.join('\r\n'), 'latin1');
  },
  (bytes, next) => bytes.subarray(0, next(bytes.length + 1)),
];

/** The same bytes after one to three mutations. */
export function mutant(bytes: Buffer, draw: () => number): Buffer {
  const next = (below: number): number => Math.floor(draw() * below);
  let changed = bytes;
  for (let left = 1 + next(3); left > 0 && changed.length > 0; left -= 1) {
    changed = (mutations[next(mutations.length)] ?? ((same) => same))(changed, next);
  }
  return changed;
}

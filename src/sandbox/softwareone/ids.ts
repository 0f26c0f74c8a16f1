import { randomInt } from 'node:crypto';

const group = () => String(randomInt(10_000)).padStart(4, '0');

/** A random id such as `ACC-1234-5678` that is not taken yet. */
export function freshId(prefix: 'ACC' | 'USR' | 'UGR', isTaken: (id: string) => boolean): string {
  for (;;) {
    const id = `${prefix}-${group()}-${group()}`;
    if (!isTaken(id)) return id;
  }
}

/** The id with a running number, for generated data: `countedId('ACC', 5000, 12)` is `ACC-5000-0012`. */
export function countedId(prefix: 'ACC' | 'USR' | 'UGR', series: number, index: number): string {
  const high = String(series + Math.floor(index / 10_000)).padStart(4, '0');
  return `${prefix}-${high}-${String(index % 10_000).padStart(4, '0')}`;
}

/** Something written that may have the wrong shape, which is a fault of its own. */
export type Loose = Readonly<Record<string, unknown>>;

export const objectOf = (value: unknown): Loose =>
  typeof value === 'object' && value !== null ? (value as Loose) : {};

/** Something that several use at once. */
export interface Shared {
  /** Takes part in the use; answers how to end that, which may be called more than once. */
  hold(): () => void;
  /** Resolves when the last user has ended the use and it was let go of. */
  readonly gone: Promise<void>;
}

/** `letGo` is called once, when nobody holds it any more. */
export function shared(letGo: () => Promise<void>): Shared {
  const { promise: gone, resolve } = Promise.withResolvers<void>();
  let holders = 0;
  return {
    gone,
    hold() {
      holders += 1;
      let held = true;
      return () => {
        if (!held) return;
        held = false;
        holders -= 1;
        if (holders === 0) resolve(letGo());
      };
    },
  };
}

/** Does work that needs what is shared until the end of it. */
export async function holding<T>({ hold }: Shared, work: () => Promise<T>): Promise<T> {
  const release = hold();
  try {
    return await work();
  } finally {
    release();
  }
}

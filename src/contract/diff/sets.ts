/** What is in both. */
export const common = <T>(some: ReadonlySet<T>, others: ReadonlySet<T>): ReadonlySet<T> =>
  new Set([...some].filter((each) => others.has(each)));

/** What is in the first and not in the second. */
export const without = <T>(some: ReadonlySet<T>, others: ReadonlySet<T>): ReadonlySet<T> =>
  new Set([...some].filter((each) => !others.has(each)));

/** What is in either. */
export const either = <T>(some: ReadonlySet<T>, others: ReadonlySet<T>): ReadonlySet<T> =>
  new Set([...some, ...others]);

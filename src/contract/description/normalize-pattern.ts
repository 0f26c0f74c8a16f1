/** Escapes that other engines have and JavaScript writes otherwise. */
const anchors: Readonly<Record<string, string>> = { A: '^', z: '$', Z: '$' };

/**
 * A regular expression as AJV compiles it (with the `u` flag): escapes without meaning are removed and anchors of other
 * engines replaced. `undefined` when it is still none, as with inline flags of Java or .NET; the pattern is then left out.
 */
export function usablePattern(pattern: string): string | undefined {
  return [pattern, plain(pattern)].find(compiles);
}

function compiles(pattern: string): boolean {
  try {
    return new RegExp(pattern, 'u') instanceof RegExp;
  } catch {
    return false;
  }
}

function plain(pattern: string): string {
  let within = false;
  return pattern.replaceAll(/\\([\s\S])|[[\]]/g, (all, escaped: string | undefined) => {
    if (escaped === undefined) {
      within = all === '[' || (within && all !== ']');
      return all;
    }
    if (!within && anchors[escaped] !== undefined) return anchors[escaped];
    const needed = /[\w^$\\.*+?()[\]{}|/]/.test(escaped) || (within && escaped === '-');
    return needed ? all : escaped;
  });
}

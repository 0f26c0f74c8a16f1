/** Unified resources by the member that holds one, or a list of them, in an answer. */
const holders: readonly (readonly [holder: RegExp, resource: string])[] = [
  [/^\/organization(?=\/|$)|^\/organizations\/\*/, 'organization'],
  [/^\/member(?=\/|$)|^\/members\/\*/, 'member'],
  [/^\/externalAccounts\/\*/, 'externalAccount'],
];
/** Unified operations whose answer is one resource itself. */
const itself: Readonly<Record<string, string>> = { getOrganization: 'organization', getMember: 'member' };

/** The name of a place of a unified answer, whichever operation answers it: `/organization/state` as `organization/state`. */
export function answerField(unifiedOperation: string, pointer: string): string {
  const resource = itself[unifiedOperation];
  if (resource !== undefined) return resource + pointer;
  for (const [holder, name] of holders) {
    if (holder.test(pointer)) return pointer.replace(holder, name);
  }
  return `answer${pointer}`;
}

/** The name of a place of a unified request: `/body/displayName` as `request/displayName`. */
export const requestField = (pointer: string): string => pointer.replace(/^\/(?:path|query|body|page)/, 'request');

import type { Change } from './report.ts';

/** What to do about a change, in one sentence. */
export function remedyOf({ rule, level }: Change, provider: string): string {
  const [document, translation] = [`openapi/upstreams/${provider}.yaml`, `src/providers/${provider}.ts`];
  if (level !== 'breaking') return `Look whether it matters, and take it over into ${document}.`;
  if (rule.startsWith('operation-'))
    return `Let ${translation} call another operation of ${document}, or declare what needs this one as unsupported.`;
  if (rule.startsWith('request-security-'))
    return `Change "authorize" in ${translation} and the security scheme in ${document}.`;
  return rule.startsWith('request-')
    ? `Take it over into ${document}; "npm run generate" and "npm run check" then show what ${translation} has to send otherwise.`
    : `Take it over into ${document}; "npm run generate" and "npm run check" then show what ${translation} has to read otherwise.`;
}

import type { ProviderTrace } from '../contract/trace.ts';
import { answerField } from '../contract/unified-field.ts';
import type { AnyProvider } from '../translation/registered.ts';
import type { ReadmeTable } from './readme-table.ts';

/** A provider with what was traced of it. */
export interface Traced {
  readonly provider: AnyProvider;
  readonly trace: ProviderTrace;
}

/** The unified operation that shows all there is of a resource. */
const shown = {
  organization: 'getOrganization',
  member: 'getMember',
  externalAccount: 'listExternalAccounts',
} as const;

/** Where the fields of unified resources come from. */
export function fieldTable(providers: readonly Traced[]): ReadmeTable {
  const columns = providers.map(({ trace }) => sourcesOf(trace));
  const known = [...new Set(columns.flatMap((sources) => [...sources.keys()]))].sort();
  const fields = Object.keys(shown).flatMap((resource) => known.filter((field) => field.startsWith(`${resource}/`)));
  return {
    name: 'fields',
    head: ['field', ...providers.map(({ provider }) => provider.title)],
    rows: fields.map((field) => [`\`${field}\``, ...columns.map((sources) => cell(sources.get(field)))]),
  };
}

function sourcesOf({ operations }: ProviderTrace): ReadonlyMap<string, readonly string[]> {
  const sources = new Map<string, string[]>();
  for (const [resource, operation] of Object.entries(shown)) {
    const calls = operations.find(({ unifiedOperation }) => unifiedOperation === operation)?.calls ?? [];
    for (const { pointer, to } of calls.flatMap(({ reads }) => reads)) {
      // The items of a list make the list.
      for (const field of new Set(to.map((each) => answerField(operation, each).replace(/\/\*$/, '')))) {
        const inside = field.startsWith(`${resource}/`) && !field.includes('*');
        if (inside) sources.set(field, [...(sources.get(field) ?? []), pointer]);
      }
    }
  }
  return sources;
}

/** An object that is there or not decides on a field as its parts do; the parts say more. */
function cell(pointers: readonly string[] = []): string {
  const parts = pointers.filter((each) => !pointers.some((other) => other.startsWith(`${each}/`)));
  return parts.length === 0 ? '–' : parts.map((pointer) => `\`${pointer}\``).join(', ');
}

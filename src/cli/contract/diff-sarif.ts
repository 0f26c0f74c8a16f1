import { createHash } from 'node:crypto';
import type { Judgement } from '../../contract/diff/judge.ts';
import type { Change } from '../../contract/diff/report.ts';
import { rules } from '../../contract/diff/rules.ts';
import { messageOf, severityOf } from './diff-github.ts';
import { matters, placeText } from './diff-text.ts';
import type { OperationLine } from './operation-line.ts';

const levels = { error: 'error', warning: 'warning', notice: 'note' } as const;
const ruleNames = Object.keys(rules);

/** What changed, in SARIF 2.1.0 (OASIS), for services that show findings of analysis tools. */
export function diffSarif(judgement: Judgement, document: string, lineOf: OperationLine, all: boolean): object {
  const changes = all ? judgement.changes : judgement.changes.filter(matters);
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'orgway contract diff',
            rules: Object.entries(rules).map(([id, { level, means }]) => ({
              id,
              shortDescription: { text: means },
              defaultConfiguration: { level: { breaking: 'error', risky: 'warning', harmless: 'note' }[level] },
            })),
          },
        },
        results: changes.map((change) => result(change, document, lineOf)),
      },
    ],
  };
}

function result(change: Change, document: string, lineOf: OperationLine): object {
  const { rule, used, unifiedOperations, unifiedFields, places, detail, accepted } = change;
  return {
    ruleId: rule,
    ruleIndex: ruleNames.indexOf(rule),
    level: levels[severityOf(change)],
    message: { text: messageOf(change) },
    locations: places.map((place) => {
      const startLine = lineOf(place.upstreamOperation);
      return {
        physicalLocation: {
          artifactLocation: { uri: encodeURI(document.replaceAll('\\', '/')) },
          ...(startLine === undefined ? {} : { region: { startLine } }),
        },
        logicalLocations: [{ fullyQualifiedName: placeText(place) }],
      };
    }),
    partialFingerprints: { 'change/v1': fingerprint([rule, detail, ...places.map(placeText).sort()]) },
    ...(accepted === undefined ? {} : { suppressions: [{ kind: 'external', justification: accepted.reason }] }),
    properties: { used, unifiedOperations, unifiedFields },
  };
}

/** The same for the same change, wherever in the file it is. */
const fingerprint = (parts: readonly string[]): string =>
  createHash('sha256').update(parts.join('\n')).digest('hex').slice(0, 32);

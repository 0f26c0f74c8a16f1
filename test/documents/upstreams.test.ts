import { describe, expect, test } from 'vitest';
import { type Document, type Node, upstreams } from './documents.ts';
import { changed } from './examples.ts';
import { mediaOf, operationsOf } from './operations.ts';
import { anonymousObjects, isObjectSchema, reachable, requestSchemas, responseSchemas } from './schemas.ts';

const requests = (document: Document) =>
  reachable(
    document,
    operationsOf(document).flatMap((operation) => requestSchemas(document, operation)),
  );
const responses = (document: Document) =>
  reachable(
    document,
    operationsOf(document).flatMap((operation) => responseSchemas(document, operation)),
  );

/** Objects that a request may carry unknown members in, although it names some. */
const openRequests = (document: Document) =>
  requests(document).filter(
    ({ node }) =>
      isObjectSchema(node) &&
      ('properties' in node ? node.additionalProperties !== false : !('additionalProperties' in node)),
  );
/** Schemas that would refuse what an upstream adds one day. */
const closedResponses = (document: Document) =>
  responses(document).filter(
    ({ node }) =>
      node.additionalProperties === false || node.unevaluatedProperties === false || 'enum' in node || 'const' in node,
  );

function nodesBelow(value: unknown): readonly Node[] {
  if (Array.isArray(value)) return value.flatMap(nodesBelow);
  if (typeof value !== 'object' || value === null) return [];
  return [value as Node, ...Object.values(value).flatMap(nodesBelow)];
}

describe.each(upstreams.map((document): [string, Document] => [document.id, document]))('%s', (_, document) => {
  const operations = operationsOf(document);

  test('every operation says what it does to the upstream', () => {
    expect(operations.length).toBeGreaterThan(10);
    for (const { id, method, at } of operations) {
      expect([id, ['read', 'write']]).toEqual([id, expect.arrayContaining([at.node['x-effect']])]);
      if (method === 'GET') expect([id, at.node['x-effect']]).toEqual([id, 'read']);
      if (method === 'DELETE') expect([id, at.node['x-effect']]).toEqual([id, 'write']);
    }
  });

  test('every operation says where its facts come from', () => {
    for (const { id, at } of operations)
      expect([id, at.node]).toEqual([id, expect.objectContaining({ 'x-provenance': expect.anything() })]);
  });

  test('every provenance has a status and a source', () => {
    const provenances = nodesBelow(document.root).flatMap((node) =>
      'x-provenance' in node ? [node['x-provenance']] : [],
    );
    expect(provenances.length).toBeGreaterThan(operations.length);
    for (const each of provenances) {
      expect(each).toMatchObject({
        status: expect.stringMatching(/^(?:verified|inferred)$/),
        source: expect.stringMatching(/\w/),
      });
    }
  });

  test('every operation has an id of its own, a tag, a summary and a description', () => {
    expect(new Set(operations.map(({ id }) => id)).size).toBe(operations.length);
    for (const { at } of operations) {
      expect(at.node).toMatchObject({
        operationId: expect.stringMatching(/^[A-Z]\w+$/),
        tags: [expect.any(String)],
        summary: expect.stringMatching(/\w/),
        description: expect.stringMatching(/\w/),
      });
    }
  });

  test('requests are closed: a member that it does not name is not sent', () => {
    expect(requests(document).length).toBeGreaterThan(5);
    expect(openRequests(document)).toEqual([]);
  });

  test('answers are open: new members and new words pass', () => {
    expect(responses(document).length).toBeGreaterThan(20);
    expect(closedResponses(document)).toEqual([]);
  });

  test('every status has a JSON schema, or is said to have no body', () => {
    for (const { id, responses } of operations) {
      for (const [status, response] of responses) {
        const json = mediaOf(document, response).filter(([type]) => /^application\/(?:[a-z-]+\+)?json$/.test(type));
        const described = json.length > 0 && json.every(([, { node }]) => 'schema' in node);
        expect([id, status, described || /\bno body\b/i.test(String(response.node.description))]).toEqual([
          id,
          status,
          true,
        ]);
      }
    }
  });

  test('every operation has an answer for what it is meant for, and for being refused', () => {
    for (const { id, responses } of operations) {
      const statuses = responses.map(([status]) => status);
      expect([id, statuses.some((status) => /^2\d\d$/.test(status))]).toEqual([id, true]);
      expect([id, statuses]).toEqual([id, expect.arrayContaining(['400', '401', '403', '429', '500', '503'])]);
    }
  });

  test('every object has a name', () => {
    expect(anonymousObjects(document)).toEqual([]);
  });
});

describe('what these tests look for is found', () => {
  const [document] = upstreams.filter(({ id }) => id === 'stytch');
  if (document === undefined) throw new Error('there is no document of Stytch');
  const request = ['components', 'schemas', 'CreateOrganizationRequest'];
  const answer = ['components', 'schemas', 'Organization'];

  test.each([
    ['an open request', [...request, 'additionalProperties'], undefined],
    ['a request that says it is open', [...request, 'additionalProperties'], true],
    ['an open object deep in a request', [...request, 'properties', 'trusted_metadata'], { type: 'object' }],
  ])('%s', (_, path, value) => {
    const copy = changed(document, path, value);
    expect(openRequests(JSON.parse(JSON.stringify(copy)))).toHaveLength(1);
  });

  test.each([
    ['a closed answer', [...answer, 'additionalProperties'], false],
    ['a limited word in an answer', [...answer, 'properties', 'mfa_policy'], { enum: ['OPTIONAL'] }],
  ])('%s', (_, path, value) => {
    expect(closedResponses(changed(document, path, value))).toHaveLength(1);
  });

  test('an object without a name', () => {
    expect(
      anonymousObjects(changed(document, [...answer, 'properties', 'mfa_policy'], { type: 'object' })),
    ).toHaveLength(1);
  });
});

import { expect, test } from 'vitest';
import { faultsOf, read, small } from './files.ts';

const passing = (methods: string): string =>
  small.replace('    provider: userhub\n', `    provider: userhub\n    passthrough: ${methods}\n`);
const methodsOf = (text: string): readonly string[] | undefined => read(text).connections[0]?.passthrough.methods;

test('only reads pass through unless a connection says otherwise', () => {
  expect(methodsOf(small)).toEqual(['GET']);
  expect(methodsOf(passing('{ methods: [GET, POST, DELETE] }'))).toEqual(['GET', 'POST', 'DELETE']);
  expect(methodsOf(passing('{ methods: [] }'))).toEqual([]);
});

test.each([
  ['{}', "must have required property 'methods'"],
  ['{ methods: [TRACE] }', 'must be equal to one of the allowed values'],
  ['{ methods: [get] }', 'must be equal to one of the allowed values'],
  ['{ methods: [GET, GET] }', 'must NOT have duplicate items'],
  ['{ methods: GET }', 'must be array'],
  ['{ methods: [GET], paths: [] }', 'must NOT have additional properties'],
])('passthrough: %s is refused', (written, fault) => {
  const faults = faultsOf(passing(written));
  expect(faults).toHaveLength(1);
  expect(faults[0]).toContain('/connections/main/passthrough');
  expect(faults[0]).toContain(fault);
});

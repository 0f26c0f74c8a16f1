import { expect, test } from 'vitest';
import { faultsOf, read, small } from './files.ts';

const withModes = (written: string): string => `${small}    validation: ${written}\n`;
const validationIn = (written: string) => read(withModes(written)).connections[0]?.validation;

test('answers are checked in mode report unless the file says otherwise', () => {
  expect(read(small).connections[0]?.validation).toEqual({ response: 'report', operations: {} });
  expect(validationIn('{}')).toEqual({ response: 'report', operations: {} });
});

test('the file says how answers are checked, for a connection and for single operations', () => {
  expect(validationIn('{ request: enforce, response: enforce }')).toEqual({ response: 'enforce', operations: {} });
  expect(
    validationIn('{ response: off, operations: { GetOrganization: { response: report }, DeleteOrganization: {} } }'),
  ).toEqual({
    response: 'off',
    operations: { GetOrganization: { response: 'report' }, DeleteOrganization: { response: 'off' } },
  });
});

test.each(['off', 'report', 'false', '3'])('requests cannot be left unchecked: %s', (mode) => {
  const sentence = 'can only be enforce: requests are always checked, whatever the mode';
  expect(faultsOf(withModes(`{ request: ${mode}, operations: { GetOrganization: { request: ${mode} } } }`))).toEqual([
    `7 /connections/main/validation/request ${sentence}`,
    `7 /connections/main/validation/operations/GetOrganization/request ${sentence}`,
  ]);
});

test('an upstream operation that there is not is a fault on its line, with those there are', () => {
  const modes = '\n      operations:\n        GetOrganization: { response: off }\n        GetOrg: { response: off }';
  expect(faultsOf(withModes(modes))).toEqual([
    '10 /connections/main/validation/operations/GetOrg is no upstream operation of userhub; there are DeleteOrganization, GetOrganization',
  ]);
});

test.each(['strict', 'true', '[]'])('a mode that there is not is a fault: %s', (mode) => {
  expect(faultsOf(withModes(`{ response: ${mode} }`))).toEqual([
    '7 /connections/main/validation/response must be one of enforce, report, off',
  ]);
});

test.each(['report', '[]', '{ answers: report }', '{ operations: [] }', '{ operations: { GetOrganization: off } }'])(
  'anything else is a fault of the form: %s',
  (written) => {
    expect(faultsOf(withModes(written)).length).toBeGreaterThan(0);
  },
);

import { expect, test } from 'vitest';
import type { Config } from '../../src/config/model.ts';
import { faultsOf, read, ref, small } from './files.ts';

type Environment = Readonly<Record<string, string>>;
const tracesOf = (traces: string, environment: Environment = {}): Config['traces'] =>
  read(`${traces === '' ? '' : `telemetry: { traces: ${traces} }\n`}${small}`, environment).traces;
const usual = { headers: {}, serviceName: 'orgway', sampleRatio: 1 };
const url = 'http://127.0.0.1:4318/v1/traces';

test('without a collector there are no traces', () => {
  expect(tracesOf('')).toBe(undefined);
});

test('a collector is what is written, its headers by reference', () => {
  expect(tracesOf(`{ url: "${url}" }`)).toEqual({ ...usual, url });
  const written = `{ url: "${url}", headers: { authorization: "Bearer ${ref('TOKEN')}" }, serviceName: gate, sampleRatio: 0.1 }`;
  expect(tracesOf(written, { TOKEN: 'secret-of-the-collector' })).toEqual({
    url,
    headers: { authorization: 'Bearer secret-of-the-collector' },
    serviceName: 'gate',
    sampleRatio: 0.1,
  });
});

test.each<[string, Environment, string | undefined]>([
  ['the common endpoint', { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://c:4318' }, 'http://c:4318/v1/traces'],
  ['one with a slash', { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://c:4318/' }, 'http://c:4318/v1/traces'],
  ['the endpoint of traces', { OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'http://t/x' }, 'http://t/x'],
  ['an empty one', { OTEL_EXPORTER_OTLP_ENDPOINT: '' }, undefined],
  ['a switch', { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://c:4318', OTEL_SDK_DISABLED: 'true' }, undefined],
  ['no exporter', { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://c:4318', OTEL_TRACES_EXPORTER: 'none' }, undefined],
])('%s of the environment is as everywhere', (_title, environment, expected) => {
  expect(tracesOf('', environment)?.url).toBe(expected);
  expect(tracesOf(`{ url: "${url}" }`, environment)?.url).toBe(url);
});

test('the name of the service comes from the environment where it is not written', () => {
  expect(tracesOf(`{ url: "${url}" }`, { OTEL_SERVICE_NAME: 'ours' })?.serviceName).toBe('ours');
  expect(tracesOf(`{ url: "${url}", serviceName: mine }`, { OTEL_SERVICE_NAME: 'ours' })?.serviceName).toBe('mine');
});

const form = 'an http or https URL without a user, such as http://collector:4318/v1/traces';
test.each(['collector:4318', 'grpc://collector:4317', 'http://user:secret@collector/v1/traces', '/v1/traces'])(
  'the address %s is refused, wherever it comes from, and not repeated',
  (address) => {
    expect(faultsOf(`telemetry: { traces: { url: "${address}" } }\n${small}`)).toEqual([
      `1 /telemetry/traces/url must be ${form}`,
    ]);
    expect(faultsOf(small, { OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: address })).toEqual([
      `1 /telemetry/traces/url comes from the environment variables OTEL_EXPORTER_OTLP_…, which do not make ${form}`,
    ]);
  },
);

test.each([
  ['{}', '/telemetry/traces/url'],
  [`{ url: "${url}", sampleRatio: 2 }`, '/telemetry/traces/sampleRatio'],
  [`{ url: "${url}", protocol: grpc }`, '/telemetry/traces/protocol'],
  [`{ url: "${url}", headers: { a: 1 } }`, '/telemetry/traces/headers/a'],
])('%s is refused', (traces, pointer) => {
  expect(faultsOf(`telemetry: { traces: ${traces} }\n${small}`)).toEqual([expect.stringContaining(` ${pointer} `)]);
});

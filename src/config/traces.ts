import type { Collector } from '../telemetry/span-export.ts';
import { type Loose, objectOf } from './loose.ts';

/** Where traces are exported to, as it is written. */
export interface WrittenTelemetry {
  readonly traces?: Partial<Collector> & Pick<Collector, 'url'>;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** With nothing left to default; undefined where traces are not exported. What is written wins over the environment. */
export function collectorOf({ traces }: WrittenTelemetry = {}, environment: Environment): Collector | undefined {
  const url = traces?.url ?? urlOf(environment);
  if (url === undefined) return undefined;
  return {
    url,
    headers: traces?.headers ?? {},
    serviceName: traces?.serviceName ?? environment.OTEL_SERVICE_NAME ?? 'orgway',
    sampleRatio: traces?.sampleRatio ?? 1,
  };
}

/** Reports what is wrong with the address. */
export function checkCollector(
  { telemetry }: Loose,
  environment: Environment,
  fault: (path: readonly string[], message: string) => void,
): void {
  const { url } = objectOf(objectOf(telemetry).traces);
  const at = ['telemetry', 'traces', 'url'];
  const form = 'an http or https URL without a user, such as http://collector:4318/v1/traces';
  if (typeof url === 'string') {
    if (!isHttpUrl(url)) fault(at, `must be ${form}`);
    return;
  }
  const found = url === undefined ? urlOf(environment) : undefined;
  if (found !== undefined && !isHttpUrl(found)) {
    fault(at, `comes from the environment variables OTEL_EXPORTER_OTLP_…, which do not make ${form}`);
  }
}

/** As every OpenTelemetry SDK reads its environment. */
function urlOf(environment: Environment): string | undefined {
  if (environment.OTEL_SDK_DISABLED?.toLowerCase() === 'true') return undefined;
  if (environment.OTEL_TRACES_EXPORTER === 'none') return undefined;
  const { OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: own, OTEL_EXPORTER_OTLP_ENDPOINT: common } = environment;
  if (own !== undefined && own !== '') return own;
  return common === undefined || common === '' ? undefined : `${common.replace(/\/$/, '')}/v1/traces`;
}

function isHttpUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, username, password } = new URL(text);
  return /^https?:$/.test(protocol) && username === '' && password === '';
}

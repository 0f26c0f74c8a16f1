import { createServer } from 'node:http';
import { closed, listening } from './gateway.ts';

/** A span as it arrived. */
export interface ArrivedSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly traceState?: string;
  readonly name: string;
  /** 1 internal, 2 server, 3 client. */
  readonly kind: number;
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
  readonly status: { readonly code?: number };
  readonly attributes: Readonly<Record<string, string | number | undefined>>;
}

/** A collector of traces: OTLP over HTTP, as JSON. */
export interface Collecting {
  /** Where to export to. */
  readonly url: string;
  readonly spans: ArrivedSpan[];
  readonly requests: { readonly headers: Readonly<Record<string, unknown>>; readonly resource: object }[];
  /** What is answered from now on; undefined keeps everybody waiting. */
  answer(status: number | undefined): void;
  stop(): Promise<void>;
}

interface Attribute {
  readonly key: string;
  readonly value: { readonly stringValue?: string; readonly intValue?: number };
}
type Told = Omit<ArrivedSpan, 'attributes'> & { readonly attributes: readonly Attribute[] };
interface Export {
  readonly resourceSpans: readonly {
    readonly resource: { readonly attributes: readonly Attribute[] };
    readonly scopeSpans: readonly { readonly spans: readonly Told[] }[];
  }[];
}

export async function startCollector(): Promise<Collecting> {
  const spans: ArrivedSpan[] = [];
  const requests: Collecting['requests'] = [];
  let status: number | undefined = 200;
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const { resourceSpans } = JSON.parse(Buffer.concat(chunks).toString('utf8')) as Export;
    for (const { resource, scopeSpans } of resourceSpans) {
      requests.push({ headers: request.headers, resource: plain(resource.attributes) });
      for (const each of scopeSpans.flatMap((scope) => scope.spans)) {
        if (status === 200) spans.push({ ...each, attributes: plain(each.attributes) });
      }
    }
    if (status !== undefined) response.writeHead(status, { 'content-type': 'application/json' }).end('{}');
  });
  const url = await listening(server);
  return {
    url: `${url}/v1/traces`,
    spans,
    requests,
    answer(next) {
      status = next;
    },
    stop: () => closed(server),
  };
}

const plain = (attributes: readonly Attribute[]): Record<string, string | number | undefined> =>
  Object.fromEntries(attributes.map(({ key, value }) => [key, value.stringValue ?? value.intValue]));

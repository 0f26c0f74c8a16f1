import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import type { Emulator, EmulatorAnswer, EmulatorRequest, Route } from './emulator.ts';
import { type Fault, Faults } from './faults.ts';
import { Ledger } from './ledger.ts';
import { Projection } from './projection.ts';

/** One emulator at work: its state, its ledger and its faults. */
export class Host {
  readonly emulator: Emulator;
  readonly ledger: Ledger;
  readonly faults = new Faults();
  readonly projection: Projection<object>;

  constructor(emulator: Emulator) {
    this.emulator = emulator;
    this.ledger = new Ledger(emulator.secretHeaders);
    this.projection = new Projection(emulator.seed());
  }

  /** Serves one vendor request; `target` is its path and query without the sandbox's provider prefix. */
  async serve(incoming: IncomingMessage, outgoing: ServerResponse, target: string): Promise<void> {
    const request = await read(incoming, target);
    const finish = this.ledger.arrive(request);
    const fault = this.faults.meet(request.method, target) ?? {};
    if (fault.latencyMs !== undefined) await wait(fault.latencyMs);
    if (fault.reset === 'before') {
      finish(null, false);
      outgoing.destroy();
      return;
    }
    const { answer, applied } = this.#answer(request, fault);
    const bent = bend(answer, fault, this.emulator);
    if (fault.reset === 'after') {
      finish(null, applied);
      outgoing.destroy();
      return;
    }
    finish(bent.status, applied);
    send(outgoing, bent, fault.truncate);
  }

  #answer(request: EmulatorRequest, fault: Fault): { answer: EmulatorAnswer; applied: boolean } {
    if (fault.status !== undefined) {
      const answer = fault.body === undefined ? this.emulator.failure(fault.status) : {};
      return { answer: { ...answer, status: fault.status }, applied: false };
    }
    const refusal = this.emulator.refuse(request, this.projection.state);
    if (refusal !== undefined) return { answer: refusal, applied: false };
    return this.#dispatch(request);
  }

  #dispatch(request: EmulatorRequest): { answer: EmulatorAnswer; applied: boolean } {
    const { routes } = this.emulator;
    const found = matching(routes, request);
    if (found === undefined) {
      const otherMethods = routes.some((route) => route.pattern.test(request.path));
      return { answer: this.emulator.noRoute(request, otherMethods), applied: false };
    }
    const now = Date.now();
    const { state } = this.projection;
    const answer = found.route.handle({ request, params: found.params, state, view: this.projection.view(now) });
    const applied = found.route.effect === 'write' && answer.status < 400;
    if (applied) this.projection.written(now);
    return { answer, applied };
  }
}

function matching(routes: readonly Route<object>[], request: EmulatorRequest) {
  for (const route of routes) {
    if (route.method !== request.method) continue;
    const groups = route.pattern.exec(request.path);
    if (groups === null) continue;
    const params = decoded(groups.groups ?? {});
    if (params !== undefined) return { route, params };
  }
  return undefined;
}

/** Percent-decoded path parameters; undefined when one is not valid percent-encoding, which no vendor routes. */
function decoded(groups: Readonly<Record<string, string>>): Record<string, string> | undefined {
  try {
    return Object.fromEntries(Object.entries(groups).map(([name, value]) => [name, decodeURIComponent(value)]));
  } catch {
    return undefined;
  }
}

async function read(incoming: IncomingMessage, target: string): Promise<EmulatorRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  const body = Buffer.concat(chunks);
  const question = target.indexOf('?');
  const headers = Object.fromEntries(
    Object.entries(incoming.headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(', ') : (value ?? ''),
    ]),
  );
  const form = await multipart(headers['content-type'], body);
  return {
    method: incoming.method ?? 'GET',
    path: question < 0 ? target : target.slice(0, question),
    rawQuery: question < 0 ? '' : target.slice(question + 1),
    headers,
    text: body.toString('utf8'),
    ...(form === undefined ? {} : { form }),
  };
}

async function multipart(type: string | undefined, body: Buffer): Promise<ReadonlyMap<string, string> | undefined> {
  if (type?.startsWith('multipart/form-data') !== true) return undefined;
  const parts = new Map<string, string>();
  const form = await new Response(new Uint8Array(body), { headers: { 'content-type': type } }).formData();
  for (const [name, part] of form) parts.set(name, typeof part === 'string' ? part : await part.text());
  return parts;
}

/** Applies the faults that bend an answer instead of replacing it. */
function bend(answer: EmulatorAnswer, fault: Fault, emulator: Emulator): EmulatorAnswer {
  let { body } = answer;
  if (typeof body === 'object') {
    if (fault.extraField === true) body = { ...body, orgwaySandboxExtraField: { nested: [1, 'two', null] } };
    if (fault.unknownEnum === true) body = emulator.distortions.unknownEnum(structuredClone(body));
    if (fault.otherOrganization === true) body = emulator.distortions.otherOrganization(structuredClone(body));
  }
  const contentType = fault.contentType ?? answer.contentType;
  return {
    status: answer.status,
    headers: { ...answer.headers, ...fault.headers },
    ...((fault.body ?? body) === undefined ? {} : { body: fault.body ?? body }),
    ...(contentType === undefined ? {} : { contentType }),
  };
}

function send(outgoing: ServerResponse, answer: EmulatorAnswer, truncate: number | undefined): void {
  const { body } = answer;
  const bytes = Buffer.from(body === undefined ? '' : typeof body === 'string' ? body : JSON.stringify(body));
  const type = answer.contentType ?? (typeof body === 'string' ? 'text/plain; charset=utf-8' : 'application/json');
  const framing = answer.status === 204 || answer.status === 304 ? {} : { 'content-length': String(bytes.length) };
  outgoing.writeHead(answer.status, {
    ...(bytes.length > 0 ? { 'content-type': type } : {}),
    ...answer.headers,
    ...framing,
  });
  if (truncate === undefined) {
    outgoing.end(bytes);
    return;
  }
  outgoing.write(bytes.subarray(0, truncate), () => outgoing.destroy());
}

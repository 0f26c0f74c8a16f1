import { providers } from '../../../src/generated/providers.ts';
import { type StubUpstream, startStubUpstream } from '../../support/stub-upstream.ts';
import { readUpstreamDocument } from '../../support/upstream-document.ts';

/** What Stytch answers, as plain JSON. */
export type Body = Record<string, unknown> & { organization: Record<string, unknown> };

/** Which answer: of the read, or of the write that takes an external ID away. */
export type Which = 'read' | 'write';

/** A stub of Stytch with one organization, whose answers can be bent. */
export interface StytchStub {
  readonly url: string;
  readonly organization: string;
  /** Puts the external ID back and bends answers from now on; `lost` writes change nothing. */
  bend(bend: (body: Body, which: Which) => unknown, lost?: boolean): void;
  readonly received: StubUpstream['received'];
  stop(): Promise<void>;
}

export const straight = (body: Body): Body => body;

const stytch = providers.find(({ provider }) => provider.id === 'stytch');
if (stytch === undefined) throw new Error('no Stytch');
const [example] = readUpstreamDocument(stytch.document).operation('GetOrganization').successes;
const good = example?.body as Body;

export async function startStytchStub(): Promise<StytchStub> {
  const upstream = await startStubUpstream();
  return {
    url: upstream.url,
    organization: String(good.organization.organization_id),
    received: upstream.received,
    bend(bend, lost = false) {
      let externalId: string | null = 'customer-1';
      upstream.respond(({ method }) => {
        const which = method === 'DELETE' ? 'write' : 'read';
        if (which === 'write' && !lost) externalId = null;
        const body = structuredClone(good);
        body.organization.organization_external_id = which === 'write' ? null : externalId;
        return { status: 200, body: bend(body, which) };
      });
    },
    stop: upstream.stop,
  };
}

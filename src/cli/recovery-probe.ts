import type { BoundConnection } from '../translation/bind.ts';

const oneOrganization = {
  path: {},
  query: {},
  body: undefined,
  page: { size: 1, cursor: undefined },
  includeRaw: false,
  actingSession: { token: undefined, jwt: undefined },
};

/** Reads one organization: the cheapest call there is that shows whether a connection works. Throws `Problem`. */
export const readOne = async ({ operations }: Pick<BoundConnection, 'operations'>): Promise<object> =>
  operations.listOrganizations.prepare(oneOrganization).run();

/**
 * Composes a read of one organization, by which an upstream that was taken for down can show that it is back: where a connection
 * is only written to, nothing else would ever try. Whatever it ends in is heard of where every call is. One is under way at a time.
 */
export function recoveryProbe(bound: BoundConnection): () => void {
  let underWay = false;
  return () => {
    if (underWay) return;
    underWay = true;
    void readOne(bound)
      .catch(() => {})
      .finally(() => {
        underWay = false;
      });
  };
}

import { lookup as systemLookup } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import { isInternal } from './internal-address.ts';

/** Whom a connection may be made to. */
export interface EgressPolicy {
  /** Whether private and loopback addresses are allowed. */
  readonly allowPrivateNetwork: boolean;
}

/** A host whose address is not one that upstreams may have. The message names no address: it may tell of an inner network. */
export class AddressRefused extends Error {
  override readonly name = 'AddressRefused';
  readonly code = 'ORGWAY_ADDRESS_REFUSED';

  constructor(host: string) {
    super(`${host} has an address that is not on the public internet; allowPrivateNetwork allows it`);
  }
}

/**
 * What is wrong with a host that is an address already, so that nothing will be looked up for it; undefined when it may be
 * connected to, and for names, which `guardedLookup` judges.
 */
export const refusalOfHost = (host: string, { allowPrivateNetwork }: EgressPolicy): AddressRefused | undefined =>
  !allowPrivateNetwork && isIP(host.replace(/^\[|\]$/g, '')) !== 0 && isInternal(host)
    ? new AddressRefused(host)
    : undefined;

/**
 * The name resolution for connections under a policy: every address that a name has is judged, and the connection goes to one of
 * those judged, so that no second resolution can lead elsewhere. Fails with `AddressRefused` when any of them is not allowed.
 */
export function guardedLookup(
  { allowPrivateNetwork }: EgressPolicy,
  resolve: LookupFunction = systemLookup as LookupFunction,
): LookupFunction {
  if (allowPrivateNetwork) return resolve;
  return (host, options, callback) => {
    resolve(host, { ...options, all: true }, (error, found) => {
      if (error !== null) {
        callback(error, '');
        return;
      }
      const addresses = typeof found === 'string' ? [{ address: found, family: isIP(found) }] : found;
      const [first] = addresses;
      if (first === undefined || addresses.some(({ address }) => isInternal(address))) {
        callback(new AddressRefused(host), '');
      } else if (options.all === true) callback(null, addresses);
      else callback(null, first.address, first.family);
    });
  };
}

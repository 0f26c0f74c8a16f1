import { BlockList, isIP } from 'node:net';

/** What IPv4 keeps for other uses than the public internet (IANA's special-purpose registry). */
const internal4 = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3],
] as const;

/** The same within the part of IPv6 that is assigned at all: Teredo and other protocols, documentation, 6to4. */
const internal6 = [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
] as const;

/** An IPv4 address within an IPv6 one stands for itself: mapped, and behind NAT64, where it is how a public host is reached. */
const carriers = ['::ffff:', '64:ff9b::'] as const;

const assigned = new BlockList();
assigned.addSubnet('2000::', 3, 'ipv6');
const internal = new BlockList();
for (const [net, prefix] of internal4) internal.addSubnet(net, prefix, 'ipv4');
for (const [net, prefix] of internal6) internal.addSubnet(net, prefix, 'ipv6');
for (const carrier of carriers) {
  assigned.addSubnet(`${carrier}0.0.0.0`, 96, 'ipv6');
  for (const [net, prefix] of internal4) internal.addSubnet(carrier + net, 96 + prefix, 'ipv6');
}

/**
 * Whether a host is an address that is not on the public internet, or a name for this machine. Takes addresses in the form that
 * URLs and resolvers give them, with or without brackets.
 */
export function isInternal(host: string): boolean {
  if (/(?:^|\.)localhost\.?$/i.test(host)) return true;
  const address = host.replace(/^\[|\]$/g, '');
  const version = isIP(address);
  if (version === 4) return internal.check(address, 'ipv4');
  // An address with a zone is one of the local network.
  return (
    version === 6 && (address.includes('%') || !assigned.check(address, 'ipv6') || internal.check(address, 'ipv6'))
  );
}

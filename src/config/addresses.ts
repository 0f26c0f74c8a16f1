import { BlockList, isIP } from 'node:net';

const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8, 'ipv4');
loopback.addAddress('::1', 'ipv6');

const within = (list: BlockList, host: string): boolean => {
  const address = host.replace(/^\[|\]$/g, '');
  const version = isIP(address);
  return version !== 0 && list.check(address, version === 4 ? 'ipv4' : 'ipv6');
};

/** Whether a text is the address of a PostgreSQL server. */
export function isDatabaseUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname, searchParams } = new URL(text);
  return /^postgres(?:ql)?:$/.test(protocol) && (hostname !== '' || searchParams.has('host'));
}

/** Whether a host name or address literal stays on this machine. */
export const isLoopback = (host: string): boolean => host === 'localhost' || within(loopback, host);

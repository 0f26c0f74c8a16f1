/** Hosts of URLs that all lead to this machine or to an inner network, however they are written. */
export const innerHosts = [
  // Loopback in every notation of IPv4.
  '127.0.0.1',
  '127.1',
  '127.0.1',
  '2130706433',
  '0x7f000001',
  '0x7f.0.0.1',
  '0x7f.1',
  '017700000001',
  '0177.0.0.1',
  '00000177.1',
  '127.0.0.1.',
  '127.255.255.254',
  '0',
  '0.0.0.0',
  '0x0',
  // Digits and dots that IDN makes plain.
  '127。0。0。1',
  '127．0．0．1',
  '①②⑦.⓪.⓪.①',
  // Loopback by name.
  'localhost',
  'LOCALHOST',
  'localhost.',
  'a.localhost',
  'ｌｏｃａｌｈｏｓｔ',
  // Loopback in IPv6, and IPv4 within it.
  '[::1]',
  '[0:0:0:0:0:0:0:1]',
  '[::]',
  '[::ffff:127.0.0.1]',
  '[::ffff:7f00:1]',
  '[::127.0.0.1]',
  '[64:ff9b::127.0.0.1]',
  '[64:ff9b::a9fe:a9fe]',
  '[64:ff9b:1::1]',
  '[2002:7f00:1::]',
  '[2001:0:53aa:64c:0:0:80ff:fffe]',
  // Metadata services, private, carrier and link-local networks.
  '169.254.169.254',
  '2852039166',
  '0xa9fea9fe',
  '10.0.0.1',
  '172.16.0.1',
  '192.168.1.1',
  '100.64.0.1',
  '[fd00:ec2::254]',
  '[fe80::1]',
  // Neither here nor on the internet.
  '192.0.2.1',
  '198.18.0.1',
  '224.0.0.1',
  '255.255.255.255',
  '[ff02::1]',
  '[2001:db8::1]',
] as const;

/** The host as a URL has it in the end: what it is configured as, and connected to by. */
export const hostOf = (host: string): string => new URL(`https://${host}/`).hostname;

import { BlockList, isIP } from 'node:net';

/** Where nobody outside is: loopback, private, link-local (cloud metadata lives there), shared, test, multicast and reserved ranges (RFC 6890). */
const inside = new BlockList();
for (const [network, prefix] of [
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
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
] as const) {
  inside.addSubnet(network, prefix, 'ipv4');
}
/** Only 2000::/3 is routed; of it, these reach back inside or carry an IPv4 address: documentation, Teredo, 6to4. */
const outside6 = new BlockList();
outside6.addSubnet('2000::', 3, 'ipv6');
const inside6 = new BlockList();
inside6.addSubnet('2001:db8::', 32, 'ipv6');
inside6.addSubnet('2001::', 23, 'ipv6');
inside6.addSubnet('2002::', 16, 'ipv6');
inside6.addSubnet('3fff::', 20, 'ipv6');

/** @param address an IP address as text; anything else counts as inside, so that a doubt refuses */
export function isInside(address: string): boolean {
  const family = isIP(address);
  if (family === 4) return inside.check(address, 'ipv4');
  if (family !== 6) return true;
  return !outside6.check(address, 'ipv6') || inside6.check(address, 'ipv6');
}

/** An operator who writes an inside address as base URL means it: `localhost`, or an address in figures. */
export function namesInside(hostname: string): boolean {
  const bare = hostname.replace(/^\[|\]$/g, '');
  return bare === 'localhost' || bare.endsWith('.localhost') || (isIP(bare) !== 0 && isInside(bare));
}

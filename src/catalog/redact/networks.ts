interface Network {
  readonly family: 4 | 6;
  readonly bits: number;
  readonly address: bigint;
}

/** As network_cmp orders inet and cidr: family, then the common bits, then the mask's length, then the whole address. */
export function compareNetworks(a: string, b: string): number {
  const [x, y] = [parse(a), parse(b)];
  if (x.family !== y.family) return x.family - y.family;
  const size = x.family === 4 ? 32 : 128;
  const host = BigInt(size - Math.min(x.bits, y.bits));
  return compare(x.address >> host, y.address >> host) || x.bits - y.bits || compare(x.address, y.address);
}

/** A host of a private network of the same family. Masks are lost, and with them the estimates of containment. */
export function standInNetwork(original: string, position: number, count: number): string {
  if (parse(original).family === 4) {
    const host = Math.floor(((position + 0.5) * 2 ** 24) / count);
    return `10.${host >>> 16}.${(host >>> 8) & 255}.${host & 255}`;
  }
  const host = (BigInt(position + 1) * 2n ** 64n) / BigInt(count + 1);
  const hex = host.toString(16).padStart(16, '0');
  return `fd00::${hex.replace(/(.{4})(.{4})(.{4})(.{4})/, '$1:$2:$3:$4')}`;
}

function parse(text: string): Network {
  const [address = '', mask] = text.split('/');
  if (!address.includes(':')) return { family: 4, bits: Number(mask ?? 32), address: fromIpv4(address) };
  // `::ffff:1.2.3.4`: the last 32 bits in the form of IPv4.
  const hex = address.replace(/(\d+\.\d+\.\d+\.\d+)$/, (ipv4) => {
    const number = fromIpv4(ipv4);
    return `${(number >> 16n).toString(16)}:${(number & 0xffffn).toString(16)}`;
  });
  const [head = '', tail] = hex.split('::');
  const left = head.split(':').filter(Boolean);
  const right = (tail ?? '').split(':').filter(Boolean);
  const zeros = tail === undefined ? [] : Array<string>(8 - left.length - right.length).fill('0');
  const words = [...left, ...zeros, ...right];
  return {
    family: 6,
    bits: Number(mask ?? 128),
    address: words.reduce((sum, word) => sum * 65_536n + BigInt(`0x${word}`), 0n),
  };
}

function fromIpv4(text: string): bigint {
  return text.split('.').reduce((sum, part) => sum * 256n + BigInt(part), 0n);
}

function compare(a: bigint, b: bigint): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

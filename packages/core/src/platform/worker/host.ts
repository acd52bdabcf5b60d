/** Of the runtime, as a session says it. */
export function describeHost(): Record<string, unknown> {
  return { runtime: globalThis.navigator?.userAgent ?? 'unknown' };
}

const primes = firstPrimes(64);
/** The first 32 bits of the fractional parts of roots of the first primes (FIPS 180-4, §§ 4.2.2 and 5.3.3). */
const roundConstants = primes.map((prime) => fractionBits(Math.cbrt(prime)));
const initialHash = primes.slice(0, 8).map((prime) => fractionBits(Math.sqrt(prime)));

/** The same as Node's, so that a host's session has the same id everywhere. WebCrypto's answers only later. */
export function sha256(text: string): Uint8Array {
  const message = new TextEncoder().encode(text);
  const padded = new DataView(new ArrayBuffer(Math.ceil((message.length + 9) / 64) * 64));
  new Uint8Array(padded.buffer).set(message);
  padded.setUint8(message.length, 0x80);
  padded.setBigUint64(padded.byteLength - 8, BigInt(message.length) * 8n);
  const hash = Uint32Array.from(initialHash);
  for (let offset = 0; offset < padded.byteLength; offset += 64) addBlock(hash, padded, offset);
  const bytes = new DataView(new ArrayBuffer(32));
  for (const [index, word] of hash.entries()) bytes.setUint32(index * 4, word);
  return new Uint8Array(bytes.buffer);
}

function addBlock(hash: Uint32Array, message: DataView, offset: number): void {
  const words = new Uint32Array(64);
  const at = (index: number) => words[index] as number;
  for (let i = 0; i < 64; i++) {
    if (i < 16) words[i] = message.getUint32(offset + i * 4);
    else {
      const small0 = rotate(at(i - 15), 7) ^ rotate(at(i - 15), 18) ^ (at(i - 15) >>> 3);
      const small1 = rotate(at(i - 2), 17) ^ rotate(at(i - 2), 19) ^ (at(i - 2) >>> 10);
      words[i] = at(i - 16) + small0 + at(i - 7) + small1;
    }
  }
  let [a, b, c, d, e, f, g, h] = hash as unknown as [
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  for (let i = 0; i < 64; i++) {
    const big1 = rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25);
    const chosen = (e & f) ^ (~e & g);
    const first = (h + big1 + chosen + (roundConstants[i] as number) + at(i)) | 0;
    const big0 = rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22);
    const second = (big0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    [h, g, f, e, d, c, b, a] = [g, f, e, (d + first) | 0, c, b, a, (first + second) | 0];
  }
  for (const [index, word] of [a, b, c, d, e, f, g, h].entries()) {
    hash[index] = (hash[index] as number) + word;
  }
}

function rotate(word: number, bits: number): number {
  return (word >>> bits) | (word << (32 - bits));
}

function fractionBits(root: number): number {
  return Math.floor((root - Math.floor(root)) * 2 ** 32);
}

function firstPrimes(count: number): number[] {
  const primes: number[] = [];
  for (let n = 2; primes.length < count; n++) {
    if (primes.every((prime) => n % prime !== 0)) primes.push(n);
  }
  return primes;
}

import { currentMoment } from './moment.ts';

const hex = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

const poolSize = 4096;
const pool = new Uint8Array(poolSize);
let poolOffset = poolSize;

/** A UUIDv7 (RFC 9562): sorts by the millisecond in which it was made. */
export function createId(): string {
  const moment = currentMoment();
  if (moment) return moment.createId();
  if (poolOffset + 16 > poolSize) {
    crypto.getRandomValues(pool);
    poolOffset = 0;
  }
  const bytes = pool.subarray(poolOffset, poolOffset + 16);
  poolOffset += 16;
  const time = Date.now();
  const high = Math.floor(time / 2 ** 32);
  bytes[0] = high >>> 8;
  bytes[1] = high;
  bytes[2] = time >>> 24;
  bytes[3] = time >>> 16;
  bytes[4] = time >>> 8;
  bytes[5] = time;
  return formatUuid(bytes, 7);
}

/**
 * A UUIDv8 of the first 16 bytes of a hash, for things that already have an identity elsewhere: the same input gives
 * the same id, so that mapping a host's event twice yields one event.
 */
export function idFromHash(hash: Uint8Array): string {
  if (hash.length < 16) throw new RangeError('a UUID needs 16 bytes');
  return formatUuid(Uint8Array.from(hash.subarray(0, 16)), 8);
}

function formatUuid(bytes: Uint8Array, version: number): string {
  bytes[6] = ((bytes[6] as number) & 0x0f) | (version << 4);
  bytes[8] = ((bytes[8] as number) & 0x3f) | 0x80;
  let uuid = '';
  for (let index = 0; index < 16; index++) {
    if (index === 4 || index === 6 || index === 8 || index === 10) uuid += '-';
    uuid += hex[bytes[index] as number];
  }
  return uuid;
}

import { closeSync, constants, openSync, readFileSync, readSync, writeSync } from 'node:fs';

interface Slot {
  /** Counts up with each writing. */
  n: number;
  value: Record<string, unknown>;
}

const slotBytes = 4096;
const { O_CREAT, O_RDWR } = constants;

/** Undefined where there is none, or it is damaged. */
export function readCursorFile(path: string): Record<string, unknown> | undefined {
  try {
    return newest(readFileSync(path))?.value;
  } catch {
    return undefined;
  }
}

/**
 * A file with room for two objects, of which the older one is overwritten: whoever is killed as it writes leaves the other. To rename a
 * new file over the old one takes up to a millisecond, as file systems flush it then, and the host stands still meanwhile.
 * @throws the file system's error, or RangeError for an object that is longer than about 4,000 bytes as JSON
 */
export function writeCursorFile(path: string, value: object): void {
  const file = openSync(path, O_RDWR | O_CREAT, 0o600);
  try {
    const both = Buffer.alloc(2 * slotBytes);
    const n = (newest(both.subarray(0, readSync(file, both)))?.n ?? -1) + 1;
    const text = JSON.stringify({ n, sum: sumOf(n, value), value });
    const slot = Buffer.alloc(slotBytes, ' ');
    if (slot.write(text) < Buffer.byteLength(text)) throw new RangeError('too long for a cursor');
    slot.write('\n', slotBytes - 1);
    writeSync(file, slot, 0, slotBytes, (n % 2) * slotBytes);
  } finally {
    closeSync(file);
  }
}

/** Of those that are whole. */
function newest(bytes: Buffer): Slot | undefined {
  const [first, second] = [bytes.subarray(0, slotBytes), bytes.subarray(slotBytes)].map(parse);
  if (first && second) return first.n > second.n ? first : second;
  return first ?? second;
}

function parse(bytes: Buffer): Slot | undefined {
  try {
    const { n, sum, value } = JSON.parse(bytes.toString('utf8'));
    return sum === sumOf(n, value) ? { n, value } : undefined;
  } catch {
    return undefined;
  }
}

/** Half of one and half of another may be an object too. */
function sumOf(n: number, value: object): number {
  // Loading it takes a millisecond, and a program may have no destination.
  return process.getBuiltinModule('node:zlib').crc32(`${n} ${JSON.stringify(value)}`);
}

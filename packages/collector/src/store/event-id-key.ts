/**
 * A whole number below 2^53 made of an event's id, by which it is found again: a quarter of the id's size. UUIDv7 made one
 * after the other give numbers next to each other. Two ids can have the same.
 */
export function keyOfEventId(id: string): number {
  const key = id.length === 36 ? keyOfUuid(id) : Number.NaN;
  return Number.isNaN(key) ? hash(id) : key;
}

/** NaN of some that are none; that others are not told apart does no harm. */
function keyOfUuid(id: string): number {
  const first = Number.parseInt(id.slice(0, 8), 16);
  const second = Number.parseInt(id.slice(9, 13), 16);
  if (id[14] !== '7') return first * 2 ** 20 + second * 16 + Number.parseInt(id.charAt(15), 16);
  const milliseconds = (first * 2 ** 16 + second) % 2 ** 41;
  return milliseconds * 4096 + Number.parseInt(id.slice(15, 18), 16);
}

/** FNV-1a in two lanes. */
function hash(text: string): number {
  let low = 0x811c9dc5;
  let high = 0x2f0b4a27;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    low = Math.imul(low ^ code, 0x01000193);
    high = Math.imul(high ^ code ^ (low >>> 16), 0x01000193);
  }
  return (high >>> 11) * 2 ** 32 + (low >>> 0);
}

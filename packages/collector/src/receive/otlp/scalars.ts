/** Values that OTLP/protobuf and OTLP/JSON write differently and mean the same. */

/** Epoch milliseconds with a fraction to the microsecond, of a 64-bit number of nanoseconds in two halves. */
export function millisecondsOf(high: number, low: number): number {
  // 2^32 = 4,294,967 × 1000 + 296; so no step leaves the integers that a double holds, until the year 2255.
  const micros = high * 4_294_967 + Math.floor((high * 296 + low + 500) / 1000);
  return micros / 1000;
}

/** A 64-bit integer in two halves: a number where that is exact, else decimal digits. */
export function integerOf(high: number, low: number): number | string {
  const signed = high | 0;
  if (signed >= -0x20_0000 && signed < 0x20_0000) {
    const value = signed * 0x1_0000_0000 + low;
    if (Number.isSafeInteger(value)) return value;
  }
  return ((BigInt(signed) << 32n) | BigInt(low)).toString();
}

/** A double. JSON has no number for these three. */
export function doubleOf(value: number): number | string {
  return Number.isFinite(value) ? value : String(value);
}

/** Sets a key that the sender chose: `__proto__` is a key like others. */
export function setKey(target: Record<string, unknown>, key: string, value: unknown): void {
  if (key !== '__proto__') target[key] = value;
  else {
    Object.defineProperty(target, key, {
      value,
      enumerable: true,
      writable: true,
      configurable: true,
    });
  }
}

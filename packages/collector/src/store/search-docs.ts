/** Documents of one millisecond that are told apart. */
const perMillisecond = 2 ** 20;
/** A later time is none that a clock showed; all of them are together. */
const latestMs = 2 ** 42;

/** The number of an event's document, if it is free; else one of the next. In the order of the numbers is the order of time. */
export function docNumber(start: number, row: number): bigint {
  return firstOf(start) + BigInt(row % perMillisecond);
}

/** The numbers of the documents of a range of time, which may be some more at both ends. */
export function docRange(from = 0, to: number = latestMs): { first: bigint; last: bigint } {
  return { first: firstOf(from), last: firstOf(to) + BigInt(perMillisecond - 1) };
}

/** The millisecond that a document stands under. */
export function docMs(time: number): number {
  return Math.max(0, Math.min(Math.floor(time), latestMs));
}

function firstOf(time: number): bigint {
  return BigInt(docMs(time)) * BigInt(perMillisecond);
}

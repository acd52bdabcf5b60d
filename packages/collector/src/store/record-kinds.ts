/** What a record is, as a number in the column `record.kind`. Those behind `close` are found again by it. */
export const recordKinds = {
  start: 1,
  update: 2,
  end: 3,
  session: 4,
  writer: 5,
  heartbeat: 6,
  close: 7,
  loss: 8,
  diagnostic: 9,
  /** Of a kind that this version does not know. */
  unknown: 10,
  /** Of a newer format. */
  newer: 11,
} as const;

export function recordKindOf(kind: string): number {
  return Object.hasOwn(recordKinds, kind)
    ? recordKinds[kind as keyof typeof recordKinds]
    : recordKinds.unknown;
}

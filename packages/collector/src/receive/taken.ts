/** What a receiver took in. */
export interface Taken {
  /** New records. */
  records?: number;
  /** Spans that they were made of. */
  spans?: number;
  /** Records that were there already. */
  repeated?: number;
  /** Lines, spans or events that were not taken. */
  rejected?: number;
}

/** A moment of another process, in which this one acts out what that one reported. */
export interface Moment {
  /** By its wall clock: epoch milliseconds. */
  time: number;
  /** By its monotonic clock, in milliseconds from anywhere. */
  mono: number;
  /** The same ids each time the moment is acted out. */
  createId(): string;
}

let current: Moment | undefined;

/** Undefined where things happen here and now. */
export function currentMoment(): Moment | undefined {
  return current;
}

/** While `work` runs, which must not wait for anything, clocks say what they said then, and new ids follow from the moment. */
export function actAt(moment: Moment, work: () => void): void {
  const outer = current;
  current = moment;
  try {
    work();
  } finally {
    current = outer;
  }
}

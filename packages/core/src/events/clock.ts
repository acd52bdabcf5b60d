import { currentMoment } from './moment.ts';

/** Beyond this distance from the wall clock the anchor is stale: the machine slept, or somebody set the clock. */
const maxDriftMs = 20;

let anchorWall = Date.now();
let anchorMonotonic = performance.now();

/**
 * Epoch milliseconds with a fraction to the microsecond, so that `new Date(now())` works.
 * Advances with the monotonic clock, and follows the wall clock again after the machine slept or the clock was set.
 */
export function now(): number {
  const moment = currentMoment();
  if (moment) return moment.time;
  const wall = Date.now();
  const elapsed = performance.now();
  let time = anchorWall + (elapsed - anchorMonotonic);
  if (Math.abs(time - wall) > maxDriftMs) {
    anchorWall = wall;
    anchorMonotonic = elapsed;
    time = wall;
  }
  return toMicroseconds(time);
}

/** Measures one duration with the monotonic clock, whatever happens to the wall clock meanwhile. */
export class Stopwatch {
  readonly startTime: number;
  readonly #startedAt = monotonic();

  constructor(startTime: number = now()) {
    this.startTime = startTime;
  }

  /** Milliseconds since the start. */
  elapsed(): number {
    return toMicroseconds(monotonic() - this.#startedAt);
  }

  /** The end time that belongs to the start time: start plus elapsed. */
  endTime(): number {
    return toMicroseconds(this.startTime + this.elapsed());
  }
}

function monotonic(): number {
  return currentMoment()?.mono ?? performance.now();
}

function toMicroseconds(milliseconds: number): number {
  return Math.round(milliseconds * 1000) / 1000;
}

/** Calls `fn` when the code that runs now has come to its end. Not every runtime has `setImmediate`. */
export function afterTurn(fn: () => void): void {
  if (typeof globalThis.setImmediate === 'function') setImmediate(fn);
  else setTimeout(fn, 0);
}

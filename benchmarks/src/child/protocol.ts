import type { ContenderId } from '../contenders/index.ts';
import type { ScenarioId } from '../scenarios.ts';

/** Versions of the SDK that contenders are measured with, newest first. */
export const openaiPackages = ['openai-7', 'openai-6'] as const;

export type OpenAIPackage = (typeof openaiPackages)[number];

/** What a child process is started with. */
export interface ChildSetUp {
  contender: ContenderId;
  openai: OpenAIPackage;
  directory: string;
  sinkUrl: string;
}

/** What a child process does on request, one thing at a time, and what it answers. */
export interface Tasks {
  /** Makes calls, and has their records sent. */
  round: { request: { scenario: ScenarioId; times: number }; reply: RoundCosts & Left };
  /** Makes one call, and does nothing to have its record sent. */
  single: { request: Record<never, never>; reply: SingleCall & Left };
  /** Makes many calls, or reads a long stream. */
  memory: { request: { calls: number; chunks: number }; reply: MemoryGrowth & Left };
}

export interface Left {
  /** Records of this process that have left it since the last request; undefined where the sink is to tell. */
  left: number | undefined;
  /** Other machines that something tried to reach. */
  refusedHosts: string[];
}

/** Microseconds for each call, or chunk, of a round. */
export interface RoundCosts {
  /** Until the call has given back its promise. */
  untilReturn: number;
  /** Until the caller has the result, without the wait for the network. */
  untilResult: number;
  /** The main thread's work during the wait for the network and right after the result. */
  deferred: number;
  /** From the first call until all records have left the process. */
  untilLeft: number;
  /** Time in `untilLeft` in which the main thread's event loop did not just wait. */
  mainThread: number;
  /** CPU time of all threads in `untilLeft`. */
  allThreads: number;
}

export interface SingleCall {
  /** When the caller had the result, as a decimal number of nanoseconds on the machine's monotonic clock. */
  resultAt: string;
  /** When its record was seen to have left; undefined where the sink is to tell. */
  leftAt: string | undefined;
}

/** Bytes. */
export interface MemoryGrowth {
  /** Still in the heap after all records have left and garbage was collected, above what was in it before. */
  heap: number;
  /** Resident: the most that the process ever had. Absolute. */
  peakRss: number;
}

export type Request = {
  [T in keyof Tasks]: { task: T } & Tasks[T]['request'];
}[keyof Tasks];

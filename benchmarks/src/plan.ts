import { type ContenderId, contenderIds } from './contenders/index.ts';

/** What can be measured alone, with `--only`. */
export const parts = ['calls', 'chunks', 'prompts', 'arrival', 'imports', 'memory'] as const;

export type Part = (typeof parts)[number];

/** How much is done of what. */
export interface Plan {
  only: ReadonlySet<Part>;
  /** Beside the bare SDK, which always takes part. */
  contenders: readonly ContenderId[];
  /** Rounds that do not count, because they warm up. */
  warmUps: number;
  /** Rounds that count. */
  rounds: number;
  /** What the number of calls in a round is multiplied with. */
  share: number;
  importRuns: number;
  arrivalRuns: number;
  memoryRuns: number;
  /** In a memory run. */
  calls: number;
  /** In a memory run. */
  chunks: number;
}

/** Its numbers mean something. */
export const fullPlan: Plan = {
  only: new Set(parts),
  contenders: contenderIds,
  warmUps: 2,
  rounds: 21,
  share: 1,
  importRuns: 11,
  arrivalRuns: 3,
  memoryRuns: 3,
  calls: 10_000,
  chunks: 100_000,
};

/** Shows that everything works. */
export const quickPlan: Plan = {
  only: new Set(parts),
  contenders: contenderIds,
  warmUps: 0,
  rounds: 2,
  share: 0.05,
  importRuns: 1,
  arrivalRuns: 1,
  memoryRuns: 1,
  calls: 200,
  chunks: 2000,
};

export const parts = ['throughput', 'queries', 'growth'] as const;
export type Part = (typeof parts)[number];

/** How much is measured. */
export interface Plan {
  warmUpMs: number;
  measureMs: number;
  /** Events that are spooled before a collector starts, and while it runs. */
  spooled: number;
  /** Spans of a request. */
  batches: readonly number[];
  /** Events of the store that is asked. */
  storeEvents: number;
  /** Times that each question is asked, of them the first tenth to warm up. */
  asked: number;
  /** Sizes of the store at which the cost of an event is measured. */
  sizes: readonly number[];
  /** Events before all of these, which are deleted again. */
  warmUpEvents: number;
  /** Events that are measured at each of them, some before and some behind it. */
  window: number;
  /** In how many parts they are measured. */
  rounds: number;
  only: ReadonlySet<Part>;
}

export const fullPlan: Omit<Plan, 'only'> = {
  warmUpMs: 3_000,
  measureMs: 10_000,
  spooled: 200_000,
  batches: [512, 64],
  storeEvents: 1_000_000,
  asked: 220,
  sizes: [10_000, 100_000, 500_000, 1_000_000, 2_000_000],
  warmUpEvents: 100_000,
  window: 20_000,
  rounds: 5,
};

export const quickPlan: Omit<Plan, 'only'> = {
  warmUpMs: 500,
  measureMs: 1_000,
  spooled: 5_000,
  batches: [512],
  storeEvents: 10_000,
  asked: 11,
  sizes: [2_000, 10_000],
  warmUpEvents: 1_000,
  window: 2_000,
  rounds: 2,
};

/** What many rounds come to. */
export interface Summary {
  /** The 20th percentile of the rounds: what disturbs a round makes it slower, never faster. */
  value: number;
  p10: number;
  p90: number;
}

/** Of the rounds of one contender. */
export function summarize(samples: readonly number[]): Summary {
  return {
    value: percentile(samples, 0.2),
    p10: percentile(samples, 0.1),
    p90: percentile(samples, 0.9),
  };
}

/** What the rounds of one have more than those of another, with which they were made in turns. The spread is that of the pairs. */
export function added(samples: readonly number[], without: readonly number[]): Summary {
  const differences = samples.map((sample, round) => sample - (without[round] ?? Number.NaN));
  return {
    value: summarize(samples).value - summarize(without).value,
    p10: percentile(differences, 0.1),
    p90: percentile(differences, 0.9),
  };
}

/** For what is measured too seldom for percentiles. */
export function median(samples: readonly number[]): number {
  return percentile(samples, 0.5);
}

function percentile(samples: readonly number[], share: number): number {
  const sorted = samples.toSorted((a, b) => a - b);
  return sorted[Math.round(share * (sorted.length - 1))] ?? Number.NaN;
}

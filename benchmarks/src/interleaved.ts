/** One thing to measure, done `times` times a round. */
export interface Contender {
  name: string;
  run: (index: number) => Promise<unknown>;
}

export interface Measured {
  name: string;
  /** Microseconds a run: the 20th percentile of the rounds, because what disturbs a round makes it slower, never faster. */
  us: number;
  /** From the 10th to the 90th percentile. */
  spread: readonly [number, number];
}

/** Measures contenders in turns, so that whatever else the machine does hits each of them alike. */
export async function measureInterleaved(
  contenders: readonly Contender[],
  options: { rounds: number; times: number },
): Promise<Measured[]> {
  const { rounds, times } = options;
  const samples = contenders.map((): number[] => []);
  for (let round = -1; round < rounds; round++) {
    for (const [index, { run }] of contenders.entries()) {
      const start = performance.now();
      for (let time = 0; time < times; time++) await run(time);
      // The first round warms up.
      if (round >= 0) samples[index]?.push(((performance.now() - start) * 1000) / times);
      // What was put off until after the turn belongs to neither.
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
  return contenders.map(({ name }, index) => {
    const sorted = (samples[index] as number[]).sort((a, b) => a - b);
    const at = (share: number) => sorted[Math.floor(share * (sorted.length - 1))] as number;
    return { name, us: at(0.2), spread: [at(0.1), at(0.9)] };
  });
}

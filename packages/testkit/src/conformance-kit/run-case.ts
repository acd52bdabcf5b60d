interface Failed {
  outcome: 'failed';
  error: unknown;
}

/** What became of one case. */
export type KitCaseResult<Need extends string> =
  | { outcome: 'passed' }
  | Failed
  /** What the kit was given can do no such thing. */
  | { outcome: 'not-applicable'; missing: Need };

/** Works, then closes what it worked with: where that fails, so has the case. Never rejects. */
export async function attempt<Result extends { outcome: string }>(
  run: { close(): Promise<void> },
  work: () => Promise<Result>,
): Promise<Result | Failed> {
  const result = await work().catch(failed);
  return await run.close().then(
    () => result,
    (error) => (result.outcome === 'failed' ? result : failed(error)),
  );
}

/** A case that had not ended when its time was over. */
class CaseTimeout extends Error {
  override readonly name = 'CaseTimeout';
}

/** @throws CaseTimeout that names the case, where it has not ended by then */
export async function inTime(id: string, work: Promise<void>, timeoutMs: number): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const timeout = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new CaseTimeout(`${id} did not end within ${timeoutMs} ms.`));
    }, timeoutMs);
  });
  await Promise.race([work, timeout]).finally(() => clearTimeout(timer));
}

/**
 * Runs a case that is known to fail.
 * @throws Error when it passes: then its skip is stale
 * @throws CaseTimeout when it does not end: that may be anything, and not what the skip's reason says
 */
export async function runSkipped(
  { id }: { id: string },
  run: () => Promise<{ outcome: string; error?: unknown }>,
): Promise<void> {
  const { outcome, error } = await run();
  if (outcome === 'passed') {
    throw new Error(`The skip of ${id} is stale: the case passes. Take it out.`);
  }
  if (error instanceof CaseTimeout) throw error;
}

function failed(error: unknown): Failed {
  return { outcome: 'failed', error };
}

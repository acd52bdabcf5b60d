/** Waits until it holds. @throws Error that says what did not come to be */
export async function until(
  what: string,
  holds: () => boolean,
  patienceMs = 30_000,
): Promise<void> {
  const end = performance.now() + patienceMs;
  while (!holds()) {
    if (performance.now() > end) throw new Error(`${what}: not within ${patienceMs / 1000} s`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

export function check(holds: boolean, what: string): void {
  if (!holds) throw new Error(what);
}

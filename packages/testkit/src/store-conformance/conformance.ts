import { describe, it, type TestContext } from 'vitest';
import type { SkippedCase } from '../adapter-conformance/conformance.ts';
import type { StoreCase, StoreUnderTest } from './case.ts';
import { missingNeed, runSkippedStoreCase, runStoreCase } from './run-case.ts';
import { storeTopics } from './topics/index.ts';

export interface StoreConformanceOptions extends StoreUnderTest {
  /** A case in here that would pass fails the suite, and so does one that does not exist. @default none */
  skip?: readonly SkippedCase[];
}

/** The runner waits longer than a case does, so that it is the case that says what it waited for. */
const timeoutMs = 120_000;

/**
 * Registers the conformance kit of stores with vitest: a `describe` per topic, an `it` per case. To be called at the top of a test
 * file.
 * @throws Error where a skip names no case of the kit, or two skips the same one
 *
 * @example
 * storeConformance({ name: 'my-engine', open: (directory) => openMyStore(directory) });
 */
export function storeConformance(options: StoreConformanceOptions): void {
  const { skip = [], name } = options;
  const reasons = reasonsOf(skip, options);
  describe(`${name}: store contract`, { timeout: timeoutMs }, () => {
    for (const { title, cases } of storeTopics) {
      describe(title, () => {
        for (const each of cases) register(each, options, reasons.get(each.id));
      });
    }
  });
}

function register(storeCase: StoreCase, subject: StoreUnderTest, reason: string | undefined): void {
  const { id, title } = storeCase;
  const missing = missingNeed(storeCase, subject);
  if (missing !== undefined) {
    it(`${id}: ${title}`, (context: TestContext) => {
      context.skip(`the driver has no ${missing}`);
    });
  } else if (reason !== undefined) {
    it(`${id}: skipped: ${reason}`, () => runSkippedStoreCase(storeCase, subject));
  } else {
    it(`${id}: ${title}`, async () => {
      const result = await runStoreCase(storeCase, subject);
      if (result.outcome === 'failed') throw result.error;
    });
  }
}

function reasonsOf(skip: readonly SkippedCase[], subject: StoreUnderTest): Map<string, string> {
  const cases = new Map(storeTopics.flatMap((topic) => topic.cases).map((each) => [each.id, each]));
  const reasons = new Map<string, string>();
  for (const { case: id, reason } of skip) {
    const known = cases.get(id);
    if (!known) throw new Error(`"${id}" is skipped, and is no case of the conformance kit.`);
    if (reasons.has(id)) throw new Error(`"${id}" is skipped twice.`);
    if (reason.trim() === '') throw new Error(`"${id}" is skipped without a reason.`);
    if (missingNeed(known, subject) !== undefined) {
      throw new Error(`"${id}" is skipped, and does not apply to this driver anyway.`);
    }
    reasons.set(id, reason);
  }
  return reasons;
}

import { describe, it, type TestContext } from 'vitest';
import type { KitTopic } from './case.ts';
import { type KitCaseResult, runSkipped } from './run-case.ts';

/** A case that is not passed, and why that is so. */
export interface SkippedCase {
  /** The case's id. */
  case: string;
  /** For those who decide whether to use what does not pass it. */
  reason: string;
}

/** Why a case was not run, or is known to fail. */
export interface NotPassed {
  because: 'not-applicable' | 'known';
  reason: string;
}

/** A kit, and what it is run on. */
export interface RegisteredKit<Need extends string, Case> {
  /** Of the `describe` around all. */
  name: string;
  topics: readonly KitTopic<Case>[];
  skip: readonly SkippedCase[] | undefined;
  /** Milliseconds that the test runner gives each case. */
  timeoutMs: number;
  /** What it is run on, as errors call it: `exporter`. */
  subject: string;
  /** The first of a case's needs that is not met. */
  missing(each: Case): Need | undefined;
  /** The same in words: `the exporter has no gzip`. */
  lacks(need: Need): string;
  run(each: Case): Promise<KitCaseResult<Need> | { outcome: 'not-tried'; reason: string }>;
  /** The cases that are registered. @default all */
  chosen?(each: Case): boolean;
  /** Told of each case that has its turn. @default nobody */
  note?(task: TestContext['task'], each: Case, notPassed?: NotPassed): void;
}

interface Named {
  id: string;
  title: string;
}

/**
 * Registers a kit with vitest: a `describe` per topic, an `it` per case.
 * @throws Error where a skip names no case of the kit, or two skips the same one
 */
export function registerKit<Need extends string, Case extends Named>(
  kit: RegisteredKit<Need, Case>,
): void {
  const reasons = reasonsOf(kit);
  describe(kit.name, { timeout: kit.timeoutMs }, () => {
    for (const { title, cases } of kit.topics) {
      const chosen = cases.filter((each) => kit.chosen?.(each) ?? true);
      if (chosen.length === 0) continue;
      describe(title, () => {
        for (const each of chosen) register(kit, each, reasons.get(each.id));
      });
    }
  });
}

function register<Need extends string, Case extends Named>(
  kit: RegisteredKit<Need, Case>,
  each: Case,
  reason: string | undefined,
): void {
  const { id, title } = each;
  const missing = kit.missing(each);
  if (missing !== undefined) {
    it(`${id}: ${title}`, (context) => {
      kit.note?.(context.task, each, { because: 'not-applicable', reason: missing });
      context.skip(kit.lacks(missing));
    });
  } else if (reason !== undefined) {
    it(`${id}: skipped: ${reason}`, async ({ task }) => {
      kit.note?.(task, each, { because: 'known', reason });
      await runSkipped(each, () => kit.run(each));
    });
  } else {
    it(`${id}: ${title}`, async (context) => {
      kit.note?.(context.task, each);
      const result = await kit.run(each);
      if (result.outcome === 'failed') throw result.error;
      if (result.outcome === 'not-tried') context.skip(result.reason);
    });
  }
}

function reasonsOf<Need extends string, Case extends Named>(
  kit: RegisteredKit<Need, Case>,
): Map<string, string> {
  const { skip = [], subject } = kit;
  const all = kit.topics.flatMap(({ cases }) => cases);
  const cases = new Map(all.map((each) => [each.id, each]));
  const reasons = new Map<string, string>();
  for (const { case: id, reason } of skip) {
    const known = cases.get(id);
    if (!known) throw new Error(`"${id}" is skipped, and is no case of the conformance kit.`);
    if (reasons.has(id)) throw new Error(`"${id}" is skipped twice.`);
    if (reason.trim() === '') throw new Error(`"${id}" is skipped without a reason.`);
    if (kit.missing(known) !== undefined) {
      throw new Error(`"${id}" is skipped, and does not apply to this ${subject} anyway.`);
    }
    reasons.set(id, reason);
  }
  return reasons;
}

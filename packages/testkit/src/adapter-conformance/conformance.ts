import { describe, it, type TestContext } from 'vitest';
import { missing } from './capabilities.ts';
import type { AdapterUnderTest, ConformanceCase } from './case.ts';
import { conformancePoints } from './points/index.ts';
import { runConformanceCase, runSkippedCase } from './run-case.ts';
import { sampleCases } from './sample.ts';

/** A case that an adapter does not pass, and why that is so. */
export interface SkippedCase {
  /** The case's id. */
  case: string;
  /** For those who decide whether to use the adapter. */
  reason: string;
}

export interface TestAdapterOptions<Client extends object> extends AdapterUnderTest<Client> {
  /** A case in here that would pass fails the suite, and so does one that does not exist. @default none */
  skip?: readonly SkippedCase[];
  /** `sample`: one telling case of each point, for a quick look at one more version of a host. @default 'all' */
  cases?: 'all' | 'sample';
}

/** What a test of the kit says about itself, as `meta.conformance` in reports of the test runner. */
export interface ConformanceMeta {
  /** The name that `testAdapter` was given. */
  adapter: string;
  /** As `testAdapter` was given it. */
  host?: AdapterUnderTest['host'];
  /** The case's id. */
  case: string;
  /** Why the case was not run, or is known to fail. Nothing where it has to pass. */
  skipped?: { because: 'not-applicable' | 'known'; reason: string };
}

/** The runner waits longer than a case does, so that it is the case that says what it waited for. */
const timeoutMs = 50_000;

/**
 * Registers the conformance kit with vitest: a `describe` per point of the adapter contract, an `it` per case. To be called
 * at the top of a test file.
 * @throws Error where a skip names no case of the kit, or two skips the same one
 *
 * @example
 * testAdapter({ name: 'my-host 2', driver, capabilities, skip: [] });
 */
export function testAdapter<Client extends object>(options: TestAdapterOptions<Client>): void {
  const { skip = [], name, cases = 'all' } = options;
  const adapter = options as unknown as AdapterUnderTest;
  const reasons = reasonsOf(skip, adapter);
  const sample = cases === 'sample' ? sampleCases(adapter) : undefined;
  describe(`${name}: adapter contract`, { timeout: timeoutMs }, () => {
    for (const point of conformancePoints) {
      const chosen = point.cases.filter((each) => sample?.has(each) ?? true);
      if (chosen.length === 0) continue;
      describe(`${point.number}. ${point.title}`, () => {
        for (const each of chosen) register(each, adapter, reasons.get(each.id));
      });
    }
  });
}

function register(
  conformanceCase: ConformanceCase,
  adapter: AdapterUnderTest,
  reason: string | undefined,
): void {
  const { id, title, needs } = conformanceCase;
  const { name, host } = adapter;
  const meta: ConformanceMeta = { adapter: name, ...(host ? { host } : {}), case: id };
  const say = ({ task }: TestContext, skipped?: ConformanceMeta['skipped']) =>
    Object.assign(task.meta, { conformance: { ...meta, ...(skipped ? { skipped } : {}) } });
  const lack = missing(needs, adapter.driver, adapter.capabilities);
  if (lack !== undefined) {
    it(`${id}: ${title}`, (context) => {
      say(context, { because: 'not-applicable', reason: lack });
      context.skip(`the host has no ${lack}`);
    });
  } else if (reason !== undefined) {
    it(`${id}: skipped: ${reason}`, async (context) => {
      say(context, { because: 'known', reason });
      await runSkippedCase(conformanceCase, adapter);
    });
  } else {
    it(`${id}: ${title}`, async (context) => {
      say(context);
      const result = await runConformanceCase(conformanceCase, adapter);
      if (result.outcome === 'failed') throw result.error;
    });
  }
}

function reasonsOf(skip: readonly SkippedCase[], adapter: AdapterUnderTest): Map<string, string> {
  const cases = new Map(
    conformancePoints.flatMap((point) => point.cases).map((each) => [each.id, each]),
  );
  const reasons = new Map<string, string>();
  for (const { case: id, reason } of skip) {
    const known = cases.get(id);
    if (!known) throw new Error(`"${id}" is skipped, and is no case of the conformance kit.`);
    if (reasons.has(id)) throw new Error(`"${id}" is skipped twice.`);
    if (reason.trim() === '') throw new Error(`"${id}" is skipped without a reason.`);
    if (missing(known.needs, adapter.driver, adapter.capabilities) !== undefined) {
      throw new Error(`"${id}" is skipped, and does not apply to this host anyway.`);
    }
    reasons.set(id, reason);
  }
  return reasons;
}

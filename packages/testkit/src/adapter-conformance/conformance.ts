import { type NotPassed, registerKit, type SkippedCase } from '../conformance-kit/register.ts';
import type { AdapterUnderTest } from './case.ts';
import { conformancePoints } from './points/index.ts';
import { missingNeed, runConformanceCase } from './run-case.ts';
import { sampleCases } from './sample.ts';

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
  skipped?: NotPassed;
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
  const adapter = options as unknown as AdapterUnderTest;
  const sample = options.cases === 'sample' ? sampleCases(adapter) : undefined;
  registerKit({
    name: `${adapter.name}: adapter contract`,
    topics: conformancePoints.map(({ number, title, cases }) => ({
      title: `${number}. ${title}`,
      cases,
    })),
    skip: options.skip,
    timeoutMs,
    subject: 'host',
    missing: (each) => missingNeed(each, adapter),
    lacks: (need) => `the host has no ${need}`,
    run: (each) => runConformanceCase(each, adapter),
    chosen: (each) => sample?.has(each) ?? true,
    note: (task, each, skipped) => {
      Object.assign(task.meta, { conformance: metaOf(adapter, each.id, skipped) });
    },
  });
}

function metaOf(
  { name, host }: AdapterUnderTest,
  id: string,
  skipped: NotPassed | undefined,
): ConformanceMeta {
  return { adapter: name, ...(host && { host }), case: id, ...(skipped && { skipped }) };
}

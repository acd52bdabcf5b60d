import type { HostCapabilities, Need } from './capabilities.ts';
import type { CaseRun } from './case-run.ts';
import type { HostDriver } from './driver.ts';

/** Which part of which version of a host is worked, and how it was loaded. */
export interface HostUnderTest {
  /** `openai chat completions`. */
  subject: string;
  /** `7.57.0`. */
  version: string;
  loadedBy?: 'import' | 'require';
}

/** An adapter, and how to work its host. */
export interface AdapterUnderTest<Client extends object = object> {
  /** Names the host and its version: `openai 7 chat`. */
  name: string;
  /** The same in parts, for reports over several versions of a host. */
  host?: HostUnderTest;
  driver: HostDriver<Client>;
  capabilities: HostCapabilities;
}

/** One thing that an adapter promises, as a check that can be run. */
export interface ConformanceCase {
  /** Stable: `<point>/<case>`. */
  id: string;
  /** What holds, as a sentence in the present tense. */
  title: string;
  /** Without these the case does not apply. */
  needs: readonly Need[];
  /** Rejects where the promise is broken. */
  run(run: CaseRun): Promise<void>;
}

/** One of the 14 points of the adapter contract. */
export interface ConformancePoint {
  /** 1 to 14. */
  number: number;
  title: string;
  cases: readonly ConformanceCase[];
}

/** A case as it is written down: its id without the point's part. */
export interface CaseDefinition {
  id: string;
  title: string;
  needs?: readonly Need[];
  run(run: CaseRun): Promise<void>;
}

export function definePoint(
  number: number,
  prefix: string,
  title: string,
  cases: readonly CaseDefinition[],
): ConformancePoint {
  return {
    number,
    title,
    cases: cases.map(({ id, title, needs = [], run }) => ({
      id: `${prefix}/${id}`,
      title,
      needs,
      run,
    })),
  };
}

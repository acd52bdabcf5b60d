import {
  type KitCase,
  type KitCaseDefinition,
  type KitTopic,
  topicOf,
} from '../conformance-kit/case.ts';
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
export type ConformanceCase = KitCase<Need, CaseRun>;

/** One of the 14 points of the adapter contract. */
export interface ConformancePoint extends KitTopic<ConformanceCase> {
  /** 1 to 14. */
  number: number;
}

/** A case as it is written down: its id without the point's part. */
export type CaseDefinition = KitCaseDefinition<Need, CaseRun>;

export function definePoint(
  number: number,
  prefix: string,
  title: string,
  cases: readonly CaseDefinition[],
): ConformancePoint {
  return { number, ...topicOf(prefix, title, cases) };
}

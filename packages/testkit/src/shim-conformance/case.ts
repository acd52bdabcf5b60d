import {
  type KitCase,
  type KitCaseDefinition,
  type KitTopic,
  topicOf,
} from '../conformance-kit/case.ts';
import type { ShimRun } from './shim-run.ts';

/**
 * A shim, and a program with it in it: a host that does what it is told. It reads commands from its standard input, one JSON object
 * a line, and answers each on its standard output with one JSON object a line, when it has done it; nothing else is to come there.
 * When its input ends, it ends as any program does. `Command` has the commands.
 */
export interface ShimUnderTest {
  /** Names the shim. */
  name: string;
  /** Starts the program: a file and its arguments. It must be the process itself, and no script around it. */
  command: readonly [string, ...string[]];
  /** What the program needs of its environment besides PATH. */
  env?: Readonly<Record<string, string>>;
  /** What the program can't do, because its language or its host has no such thing. @default it can do all */
  lacks?: readonly ShimNeed[];
  /** How often the shim says that it lives: less than in real use, where the program can tell it so. @default 30,000 */
  heartbeatMs?: number;
  /** Milliseconds until a step that does not come to its end counts as failed. @default 60,000 */
  patienceMs?: number;
  /** How often the program is killed. @default 3; 30 with `AGENTOPS_TEST_FULL=1` */
  killRounds?: number;
}

/** What a case can't do without. */
export type ShimNeed = 'threads' | 'fork' | 'configuration' | 'failure' | 'awkward';

/** What the program is told to do. */
export type Command =
  /** A session of the host's begins, or ends. */
  | { do: 'open' | 'end'; session: string }
  /** The host did something: `id` is what it was, which is always kept, and `value` is content: what somebody wrote. */
  | { do: 'event'; id: string; session?: string; value: unknown }
  /** The host has this configuration. */
  | { do: 'configuration'; value: unknown }
  /** Events `<id>-0`, `<id>-1`, …; after each, `{"id":"<id>-<n>"}` is written. */
  | { do: 'burst'; id: string; count: number }
  /** Events `<id>-<thread>-<n>`, of several threads at the same time. */
  | { do: 'threads'; id: string; threads: number; each: number }
  /** An event with values that can't be written as JSON: an object that can't be shown, a cycle, a function, NaN, bytes, … */
  | { do: 'awkward'; id: string }
  /** A hook of the shim fails. */
  | { do: 'failure' }
  /** Forks; the child does the event `id`, and ends. The answer has the child's `pid`. */
  | { do: 'fork'; id: string }
  /** The answer has the `names` of the environment that a process would get now that runs generated code. */
  | { do: 'environment' }
  /** No answer: the program ends with this code, as it would for its user. */
  | { do: 'exit'; code: number }
  /** No answer: an exception that nobody catches. */
  | { do: 'raise' };

/** One thing that a shim promises, as a check that can be run. It resolves to why it could not be tried here. */
export type ShimCase = KitCase<ShimNeed, ShimRun, string | undefined>;

/** Cases about one part of the contract. */
export type ShimTopic = KitTopic<ShimCase>;

// biome-ignore lint/suspicious/noConfusingVoidType: most cases can be tried anywhere, and return nothing.
type ShimCaseDefinition = KitCaseDefinition<ShimNeed, ShimRun, string | void>;

export function defineTopic(
  prefix: string,
  title: string,
  cases: readonly ShimCaseDefinition[],
): ShimTopic {
  const resolved = cases.map((each) => ({
    ...each,
    run: async (on: ShimRun) => (await each.run(on)) ?? undefined,
  }));
  return topicOf(prefix, title, resolved);
}

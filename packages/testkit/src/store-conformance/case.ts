import type { Store } from '@agentops/store';
import type { StoreRun } from './store-run.ts';

/** A driver of the `Store` contract, and how to open it. */
export interface StoreUnderTest {
  /** Names the driver: `sqlite`. */
  name: string;
  /** Makes a store that keeps what it has in or under this directory, which is empty. */
  open(directory: string): Promise<Store>;
  /** Opens the store that is in the directory, after it was closed. Absent: a store is gone once it is closed. */
  reopen?(directory: string): Promise<Store>;
  /** Opens a copy that `backup` wrote to this path. Absent: nothing opens it as it is. */
  openBackup?(path: string): Promise<Store>;
}

/** What a case can't do without. */
export type StoreNeed = 'reopen' | 'openBackup';

/** One thing that a store promises, as a check that can be run. */
export interface StoreCase {
  /** Stable: `<topic>/<case>`. */
  id: string;
  /** What holds, as a sentence in the present tense. */
  title: string;
  /** Without these the case does not apply. */
  needs: readonly StoreNeed[];
  /** Rejects where the promise is broken. */
  run(run: StoreRun): Promise<void>;
}

/** Cases about one part of the contract. */
export interface StoreTopic {
  title: string;
  cases: readonly StoreCase[];
}

/** A case as it is written down: its id without the topic's part. */
export interface StoreCaseDefinition {
  id: string;
  title: string;
  needs?: readonly StoreNeed[];
  run(run: StoreRun): Promise<void>;
}

export function defineTopic(
  prefix: string,
  title: string,
  cases: readonly StoreCaseDefinition[],
): StoreTopic {
  return {
    title,
    cases: cases.map(({ id, title, needs = [], run }) => ({
      id: `${prefix}/${id}`,
      title,
      needs,
      run,
    })),
  };
}

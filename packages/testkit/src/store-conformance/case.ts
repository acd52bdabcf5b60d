import type { Store } from '@agentops/store';
import {
  type KitCase,
  type KitCaseDefinition,
  type KitTopic,
  topicOf,
} from '../conformance-kit/case.ts';
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
export type StoreCase = KitCase<StoreNeed, StoreRun>;

/** Cases about one part of the contract. */
export type StoreTopic = KitTopic<StoreCase>;

/** A case as it is written down: its id without the topic's part. */
export type StoreCaseDefinition = KitCaseDefinition<StoreNeed, StoreRun>;

export const defineTopic = topicOf<StoreNeed, StoreRun>;

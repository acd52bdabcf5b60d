import type { ContentFunction, Exporter } from '@agentops/core';
import { type KitCase, type KitTopic, topicOf } from '../conformance-kit/case.ts';
import type { ExporterRun } from './exporter-run.ts';
import type { ReceiverProtocol } from './receiver.ts';

/** What the kit wants of an exporter that it has made. */
export interface ExporterOptions {
  /** How far it has come is kept under this name. */
  name: string;
  captureContent: boolean | ContentFunction;
  /** Milliseconds until a request without an answer counts as failed. */
  timeoutMs: number;
}

export type CreateExporter = (endpoint: string, options: ExporterOptions) => Exporter;

/** An exporter, how to make one, and how to read what it sends. */
export interface ExporterUnderTest {
  /** Names the exporter: `http`. */
  name: string;
  /** Makes an exporter that sends to `http://127.0.0.1:<port>`. */
  create: CreateExporter;
  /** How its destination understands and answers requests. */
  receiver: ReceiverProtocol;
  /**
   * An ES module that exports the same `create`, as a file URL, for processes of their own. Node runs it as it is: JavaScript, or
   * TypeScript that Node can strip. Absent: what happens when a process dies is not tested.
   */
  program?: string | URL;
  /** The HTTP status with which the destination refuses what is in a request, for good. Absent: it refuses nothing. */
  refusal?: number;
  /** Whether it refuses what its destination answers with 500 each time, while that takes the rest. @default false */
  isolatesFaults?: boolean;
  /** Whether it sends bodies compressed with gzip. @default false */
  gzip?: boolean;
  /** How often a process is killed between sending and learning that it was taken. @default 2; 50 with `AGENTOPS_TEST_FULL=1` */
  killRounds?: number;
}

/** What a case can't do without. */
export type ExporterNeed = 'program' | 'refusal' | 'isolatesFaults' | 'gzip';

/** One thing that an exporter promises, as a check that can be run. */
export type ExporterCase = KitCase<ExporterNeed, ExporterRun>;

/** Cases about one part of the contract. */
export type ExporterTopic = KitTopic<ExporterCase>;

export const defineTopic = topicOf<ExporterNeed, ExporterRun>;

import type { Contender } from '../contender.ts';
import { agentops } from './agentops.ts';
import { bare } from './bare.ts';
import { braintrust } from './braintrust.ts';
import { langfuse } from './langfuse.ts';
import { langsmith } from './langsmith.ts';
import { openinference } from './openinference.ts';
import { opentelemetry, opentelemetryWithContent } from './opentelemetry.ts';
import { traceloop } from './traceloop.ts';

/** In the order of the tables. */
export const contenders = {
  bare,
  agentops,
  openinference,
  traceloop,
  opentelemetry,
  opentelemetryWithContent,
  langfuse,
  langsmith,
  braintrust,
} satisfies Record<string, Contender>;

export type ContenderId = keyof typeof contenders;

export const contenderIds = Object.keys(contenders) as ContenderId[];

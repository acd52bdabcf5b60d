import { AGENTOPS_PREFIX, AGENTOPS_PROJECT_ID, AGENTOPS_SPAN_KIND } from '../agentops-sdk.ts';
import { GEN_AI_OPERATION_NAME, GEN_AI_PROVIDER_NAME } from '../gen-ai.ts';
import { GEN_AI_SYSTEM } from '../gen-ai-earlier.ts';
import { GENKIT_TYPE } from '../genkit.ts';
import { MCP_METHOD_NAME } from '../mcp.ts';
import {
  LLM_INPUT_MESSAGES_PREFIX,
  LLM_OUTPUT_MESSAGES_PREFIX,
  OPENINFERENCE_SPAN_KIND,
} from '../openinference.ts';
import { LLM_REQUEST_TYPE, TRACELOOP_ENTITY_NAME, TRACELOOP_SPAN_KIND } from '../openllmetry.ts';
import type { AttributeReader, DialectReading, Family } from '../reading/reader.ts';
import type { Span } from '../span.ts';
import { AI_OPERATION_ID } from '../vercel-ai.ts';
import { agentOps } from './agentops.ts';
import { genAi } from './gen-ai.ts';
import { genkit } from './genkit.ts';
import { openInference } from './openinference.ts';
import { openLlmetry } from './openllmetry.ts';
import { vercelAi } from './vercel-ai.ts';

interface Mark {
  reading: DialectReading;
  /** Attributes that only this dialect has. */
  attributes: readonly string[];
  /** An attribute of the resource that only its senders have. */
  resource?: string;
  /** How its scopes' names begin. */
  scopes: readonly string[];
  /** How its attributes' names begin, for spans that have none of the above. */
  prefixes: readonly string[];
}

/** What speaks for which dialect. The most specific first: a span that speaks several is named by the first, and read by all. */
const marks: readonly Mark[] = [
  {
    reading: vercelAi,
    attributes: [AI_OPERATION_ID],
    scopes: [],
    prefixes: ['ai.'],
  },
  {
    reading: genkit,
    attributes: [GENKIT_TYPE],
    scopes: ['genkit-tracer'],
    prefixes: ['genkit:'],
  },
  {
    reading: agentOps,
    attributes: [AGENTOPS_SPAN_KIND],
    resource: AGENTOPS_PROJECT_ID,
    scopes: ['agentops', 'openai-agents-instrumentation'],
    prefixes: [AGENTOPS_PREFIX],
  },
  {
    reading: openInference,
    attributes: [OPENINFERENCE_SPAN_KIND],
    scopes: ['@arizeai/openinference', 'openinference.'],
    prefixes: [
      'openinference.',
      LLM_INPUT_MESSAGES_PREFIX,
      LLM_OUTPUT_MESSAGES_PREFIX,
      'llm.token_count.',
    ],
  },
  {
    reading: openLlmetry,
    attributes: [TRACELOOP_SPAN_KIND, TRACELOOP_ENTITY_NAME, LLM_REQUEST_TYPE],
    scopes: ['@traceloop/'],
    prefixes: ['traceloop.', 'llm.'],
  },
  {
    reading: genAi,
    attributes: [GEN_AI_OPERATION_NAME, GEN_AI_PROVIDER_NAME, GEN_AI_SYSTEM, MCP_METHOD_NAME],
    scopes: [],
    prefixes: ['gen_ai.', 'mcp.'],
  },
];

/** All that is understood in a span that speaks certain dialects. */
export interface Language {
  /** The most specific first. */
  readonly readings: readonly DialectReading[];
  readonly attributes: ReadonlyMap<string, AttributeReader>;
  readonly families: readonly Family[];
}

/** By the set of dialects, a bit each. */
const languages = new Map<number, Language>();

/** Undefined where the span speaks none. */
export function languageOf(span: Span): Language | undefined {
  const spoken = markedIn(span) || prefixedIn(span);
  if (spoken === 0) return undefined;
  let language = languages.get(spoken);
  if (!language) {
    language = combine(spoken);
    languages.set(spoken, language);
  }
  return language;
}

function markedIn({ attributes, resource, scope }: Span): number {
  let spoken = 0;
  for (let index = 0; index < marks.length; index++) {
    const mark = marks[index] as Mark;
    if (
      hasAny(attributes, mark.attributes) ||
      beginsWithAny(scope.name, mark.scopes) ||
      (mark.resource !== undefined && resource[mark.resource] !== undefined)
    ) {
      spoken |= 1 << index;
    }
  }
  return spoken;
}

function hasAny(attributes: Span['attributes'], names: readonly string[]): boolean {
  for (const name of names) if (attributes[name] !== undefined) return true;
  return false;
}

function beginsWithAny(name: string, prefixes: readonly string[]): boolean {
  for (const prefix of prefixes) if (name.startsWith(prefix)) return true;
  return false;
}

function prefixedIn({ attributes }: Span): number {
  let spoken = 0;
  for (const name of Object.keys(attributes)) {
    for (let index = 0; index < marks.length; index++) {
      if (beginsWithAny(name, (marks[index] as Mark).prefixes)) spoken |= 1 << index;
    }
  }
  return spoken;
}

/** Every dialect uses names of OpenTelemetry's conventions as well. */
function combine(spoken: number): Language {
  const readings = marks
    .filter(({ reading }, index) => (spoken & (1 << index)) !== 0 || reading === genAi)
    .map(({ reading }) => reading);
  const attributes = new Map<string, AttributeReader>();
  for (const reading of readings.toReversed()) {
    for (const [name, reader] of Object.entries(reading.attributes)) attributes.set(name, reader);
  }
  return { readings, attributes, families: readings.flatMap(({ families }) => families ?? []) };
}

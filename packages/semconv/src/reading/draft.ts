import type { EventType } from '@agentops/core';
import type { Span } from '../span.ts';
import { ScatteredMessages } from './indexed.ts';
import { ScatteredRecords } from './records.ts';
import { setOwn } from './values.ts';

/** What dialects have in common, whatever they call it. One shape for all spans, since this is read for each of them. */
const nothing = {
  name: undefined,
  entityName: undefined,
  operationName: undefined,
  provider: undefined,
  requestModel: undefined,
  responseModel: undefined,
  finishReasons: undefined,
  toolDefinitions: undefined,
  timeToFirstChunkMs: undefined,
  streamed: undefined,
  threadId: undefined,
  inputTokens: undefined,
  outputTokens: undefined,
  cacheReadInputTokens: undefined,
  cacheCreationInputTokens: undefined,
  reasoningOutputTokens: undefined,
  systemInstructions: undefined,
  inputMessages: undefined,
  outputMessages: undefined,
  answerText: undefined,
  answerReasoning: undefined,
  answerCalls: undefined,
  answerObject: undefined,
  input: undefined,
  output: undefined,
  toolName: undefined,
  callId: undefined,
  arguments: undefined,
  result: undefined,
  agentId: undefined,
  agentName: undefined,
  agentRole: undefined,
  sessionId: undefined,
  tags: undefined,
  endState: undefined,
  endStateReason: undefined,
} satisfies Record<string, undefined>;

export type Fact = keyof typeof nothing;

interface Claim {
  value: unknown;
  /** Where several attributes tell the same, the highest holds. */
  rank: number;
  /** The attribute that told it, or several of them. */
  from: string | readonly string[];
}

/** What kind of event a span is, and its dialect's word for it: an operation, a kind of action or of tool. */
export interface Kind {
  type: EventType;
  word: string;
}

/**
 * What is known of a span while its attributes are read. An attribute is either understood, and then told by one of the event's
 * fields, or kept as it came.
 */
export class Draft {
  readonly span: Span;
  readonly kind: Kind;
  readonly kept: Record<string, unknown> = {};
  readonly sessionAttributes: Record<string, unknown> = {};
  readonly hostEnv: Record<string, unknown> = {};
  input: ScatteredMessages | undefined;
  output: ScatteredMessages | undefined;
  tools: ScatteredRecords | undefined;
  documents: ScatteredRecords | undefined;
  readonly #claims: Record<Fact, Claim | undefined> = { ...nothing };
  /** How many of them no place was found for. */
  #open = 0;

  constructor(span: Span, kind: Kind) {
    this.span = span;
    this.kind = kind;
  }

  keep(name: string): void {
    setOwn(this.kept, name, this.span.attributes[name]);
  }

  /** False where something else tells it better, so that the attribute is to be kept. */
  claim(fact: Fact, value: unknown, rank: number, from: Claim['from']): boolean {
    const claim = this.#claims[fact];
    if (claim === undefined) this.#open++;
    else {
      const same = isSame(value, claim.value);
      if (rank <= claim.rank) return same;
      if (!same) this.#keepAll(claim.from);
    }
    this.#claims[fact] = { value, rank, from };
    return true;
  }

  #keepAll(from: Claim['from']): void {
    if (typeof from === 'string') this.keep(from);
    else for (const name of from) this.keep(name);
  }

  get(fact: Fact): unknown {
    return this.#claims[fact]?.value;
  }

  /** The same attributes, understood better. */
  revise(fact: Fact, value: unknown): void {
    const claim = this.#claims[fact];
    if (claim) claim.value = value;
  }

  /** Takes a fact that the event has a place for. */
  take(fact: Fact): unknown {
    const claim = this.#claims[fact];
    if (claim === undefined) return undefined;
    this.#claims[fact] = undefined;
    this.#open--;
    return claim.value;
  }

  messages(side: 'input' | 'output'): ScatteredMessages {
    this[side] ??= new ScatteredMessages();
    return this[side];
  }

  records(list: 'tools' | 'documents'): ScatteredRecords {
    this[list] ??= new ScatteredRecords();
    return this[list];
  }

  /** What no place was found for goes back to the attributes. */
  keepRest(): void {
    if (this.#open > 0) {
      for (const claim of Object.values(this.#claims)) {
        if (claim) this.#keepAll(claim.from);
      }
    }
    for (const list of [this.input, this.output, this.tools, this.documents]) {
      if (list) this.#keepAll(list.keys);
    }
  }
}

function isSame(one: unknown, other: unknown): boolean {
  if (one === other) return true;
  return (
    Array.isArray(one) &&
    Array.isArray(other) &&
    one.length === other.length &&
    one.every((item, index) => item === other[index])
  );
}

import type { ContentState } from './base-event.ts';
import type { AgentOpsEvent } from './event.ts';
import type { PromptResolver } from './fold-prompt.ts';
import type { WriterState } from './fold-writer.ts';
import type { EventRecord, PromptDelta, StreamChunk } from './record.ts';
import { compareStamps, Fields, rankOf, type Stamp } from './stamp.ts';
import { StreamOutput } from './stream-output.ts';

/** What the records read so far say about one event. */
export class FoldedEvent {
  readonly id: string;
  readonly #fields = new Fields();
  readonly #attributes = new Fields();
  // Most events need none of these, and there are many events.
  #chunks: Map<number, StreamChunk> | undefined;
  #pending: Set<string> | undefined;
  #captured: Set<string> | undefined;
  #prompt: { stamp: Stamp; delta: PromptDelta } | undefined;
  #off = false;
  #latest: Stamp | undefined;
  #ended = false;

  constructor(id: string) {
    this.id = id;
  }

  add(record: EventRecord): void {
    const { writer, seq, time } = record;
    const stamp: Stamp = { rank: rankOf[record.kind], time, writer, seq };
    const { attributes, ...fields } = record.event;
    this.#fields.setAll(fields, stamp);
    if (attributes) this.#attributes.setAll(attributes, stamp);
    if (record.prompt && (!this.#prompt || compareStamps(stamp, this.#prompt.stamp) > 0)) {
      this.#prompt = { stamp, delta: record.prompt };
    }
    if (record.chunk) {
      this.#chunks ??= new Map();
      this.#chunks.set(record.chunk.n, record.chunk);
    }
    if (record.content === 'pending') {
      this.#pending ??= new Set();
      this.#pending.add(`${writer}:${seq}`);
    }
    if (record.content === 'captured') {
      this.#captured ??= new Set();
      this.#captured.add(`${writer}:${seq}`);
    }
    if (record.content === 'off') this.#off = true;
    if (record.kind === 'end') this.#ended = true;
    if (!this.#latest || compareStamps(stamp, this.#latest) > 0) this.#latest = stamp;
  }

  get sessionId(): string | undefined {
    return this.#fields.get('sessionId') as string | undefined;
  }

  get promptDelta(): PromptDelta | undefined {
    return this.#prompt?.delta;
  }

  /** Undefined while nothing read so far says what kind of event this is. */
  toEvent(
    prompts: PromptResolver,
    stateOf: (writer: string) => WriterState,
  ): AgentOpsEvent | undefined {
    const fields = this.#fields.toObject();
    const { type } = fields;
    if (typeof type !== 'string' || typeof fields.sessionId !== 'string') return undefined;
    const writer = stateOf(this.#latest?.writer ?? '');
    const event = {
      ...baseDefaults,
      ...(Object.hasOwn(typeDefaults, type)
        ? typeDefaults[type as keyof typeof typeDefaults]()
        : {}),
      ...fields,
      attributes: this.#attributes.toObject(),
    } as Record<string, unknown>;
    if (!this.#ended && writer.state !== 'alive') {
      event.status = 'indeterminate';
      (event.attributes as Record<string, unknown>)['agentops.indeterminate.reason'] =
        writer.reason;
    }
    this.#addOutput(event);
    const content = this.#addPrompt(event, prompts, writer);
    if (content !== 'captured') event.content = content;
    return event as unknown as AgentOpsEvent;
  }

  #addOutput(event: Record<string, unknown>): void {
    if (!this.#chunks || event.outputMessages) return;
    const output = new StreamOutput();
    for (const chunk of [...this.#chunks.values()].sort((a, b) => a.n - b.n)) {
      for (const delta of chunk.deltas) output.add(delta);
    }
    event.outputMessages = output.messages();
  }

  #addPrompt(
    event: Record<string, unknown>,
    prompts: PromptResolver,
    writer: WriterState,
  ): ContentState {
    const prompt = this.#prompt ? prompts.resolve(this.id) : undefined;
    if (prompt) {
      event.inputMessages = prompt.messages;
      if (prompt.tools !== undefined) event.toolDefinitions = prompt.tools;
      if (!prompt.complete) return 'partial';
    }
    if (this.#off) return 'off';
    // A `captured` record follows each `pending` one. Without it, the process took the content along.
    if (this.#pending && this.#pending.size > (this.#captured?.size ?? 0)) {
      return writer.state === 'alive' ? 'pending' : 'lost';
    }
    return 'captured';
  }
}

const baseDefaults = {
  name: '',
  startTime: 0,
  status: 'running',
  attribution: 'none',
  source: null,
};

/** What a reader may rely on, also for an event of which only the start was recorded. */
const typeDefaults = {
  action: () => ({ actionType: 'action' }),
  llm: () => ({
    operationName: 'chat',
    provider: null,
    requestModel: null,
    inputMessages: null,
    outputMessages: null,
    finishReasons: [],
    usage: null,
    usageSource: 'none',
    attempts: [],
    streamed: false,
  }),
  tool: () => ({ kind: 'function' }),
  error: () => ({ errorType: 'Error', message: '', status: 'error' }),
};

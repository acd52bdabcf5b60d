import { PromptResolver } from '../events/fold-prompt.ts';
import type {
  AgentOpsRecord,
  EventPatch,
  EventRecord,
  PromptDelta,
  SessionPatch,
} from '../events/record.ts';
import type { KeptPolicy } from './cursor.ts';
import type { ContentFunction, Exporter } from './exporter.ts';

/** How content is taken out. */
export interface Strippers {
  event: (event: EventPatch) => EventPatch;
  session: (session: SessionPatch) => SessionPatch;
}

/** Events are forgotten beyond this many. One that nothing is known of goes without content. */
const maxRemembered = 20_000;

interface Known {
  event: EventPatch;
  /** Undefined while its content is yet to come. */
  allowed: boolean | undefined;
}

/** Makes of records what one destination may have of them. The records of one writer go through it in order. */
export class ContentPolicy {
  readonly #policy: boolean | ContentFunction;
  readonly #strip: Strippers;
  readonly #known = new Map<string, Known>();
  #prompts = new Map<string, PromptDelta>();

  constructor(policy: boolean | ContentFunction, strip: Strippers) {
    this.#policy = policy;
    this.#strip = strip;
  }

  /** Whether it has to have seen an event's start to tell. */
  get needsStarts(): boolean {
    return typeof this.#policy === 'function';
  }

  permit(record: AgentOpsRecord): AgentOpsRecord {
    if (this.#policy === true) return record;
    switch (record.kind) {
      case 'writer':
        // A segment stands on its own: no prompt in it has its base in the one before.
        this.#prompts = new Map();
        return record;
      case 'heartbeat':
      case 'close':
      case 'loss':
      case 'diagnostic':
        return record;
      case 'session':
        return { ...record, session: this.#strip.session(record.session) };
      case 'start':
      case 'update':
      case 'end':
        return this.#permitEvent(record);
      default: {
        // Of a later version: what in it is content can't be told.
        const { v, writer, seq, time, kind } = record as AgentOpsRecord;
        return { v, writer, seq, time, kind } as AgentOpsRecord;
      }
    }
  }

  #permitEvent(record: EventRecord): EventRecord {
    const { event, content } = record;
    if (this.#policy === false) return this.#without(record);
    if (record.prompt) this.#prompts.set(event.id, record.prompt);
    const known = this.#remember(record);
    // Has no content yet. It comes along with attributes that the function may ask for.
    if (content === 'pending') return { ...record, event: this.#strip.event(event) };
    if (!known) return this.#without(record);
    if (known.allowed === undefined) {
      const attributes = { ...known.event.attributes, ...event.attributes };
      known.allowed = this.#ask({ ...known.event, ...event, attributes });
      known.event = { id: event.id };
    }
    return known.allowed ? this.#withWholePrompt(record) : this.#without(record);
  }

  #without(record: EventRecord): EventRecord {
    const { prompt, chunk, ...rest } = record;
    return { ...rest, event: this.#strip.event(record.event), content: 'off' };
  }

  /** Undefined for an event whose start was not seen: then its content stays here. */
  #remember({ kind, event }: EventRecord): Known | undefined {
    const known = this.#known.get(event.id);
    if (known) return known;
    // An event that was recorded as a whole has no start; its end says all.
    const isWhole = kind === 'end' && event.attribution !== undefined;
    if (kind !== 'start' && !isWhole) return undefined;
    const first: Known = { event, allowed: undefined };
    this.#known.set(event.id, first);
    if (this.#known.size > maxRemembered) {
      this.#known.delete(this.#known.keys().next().value as string);
    }
    return first;
  }

  #ask(event: EventPatch): boolean {
    try {
      return (this.#policy as ContentFunction)(event) === true;
    } catch {
      return false;
    }
  }

  /** A prompt that is told against another one's, which the destination did not get, is told whole. */
  #withWholePrompt(record: EventRecord): EventRecord {
    const base = record.prompt?.base;
    if (base === undefined || this.#known.get(base)?.allowed === true) return record;
    const whole = new PromptResolver((id) => this.#prompts.get(id)).resolve(record.event.id);
    if (!whole) return record;
    const { messages, tools } = whole;
    return {
      ...record,
      prompt: { keep: 0, add: messages, ...(tools === undefined ? {} : { tools }) },
    };
  }
}

/**
 * What this process's policy comes to for records of another one, which kept this policy with them: a function that can't
 * be asked any more counts as a no.
 */
export function policyFor(
  mine: Exporter['captureContent'],
  kept: KeptPolicy | undefined,
): boolean | ContentFunction {
  const policy = mine ?? true;
  if (policy === false || kept === false) return false;
  if (kept === 'function') return typeof policy === 'function' && policy;
  return policy;
}

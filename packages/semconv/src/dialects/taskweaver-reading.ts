import { AGENTOPS_SPAN_LINKS, AGENTOPS_UNATTRIBUTED } from '../agentops.ts';
import { EXCEPTION } from '../general.ts';
import type { MappedEvent, MappedSession, MappedSpan } from '../mapped-span.ts';
import { hostEnvOf } from '../reading/host-env.ts';
import { asTold, text } from '../reading/values.ts';
import type { Span } from '../span.ts';
import { TASKWEAVER_PREFIX } from '../taskweaver.ts';
import { type TaskWeaverFailure, taskWeaverFailure } from './taskweaver-failure.ts';

/** No functions of their own: the one that they stand in tells what came out of them. */
const sections: ReadonlySet<string> = new Set([
  'start',
  'load_plugin',
  'run_code',
  'CodeInterpreter.verify_code',
]);

const endStates = { ok: 'Success', error: 'Fail', cancelled: 'Indeterminate' } as const;

/** A span of TaskWeaver's while it is read: an action of type `span`, until a reader knows better. */
export class TaskWeaverReading {
  readonly span: Span;
  event: MappedEvent;
  readonly also: MappedEvent[] = [];
  readonly session: MappedSession;
  readonly failure: TaskWeaverFailure;
  readonly attributes: Record<string, unknown> = {};
  #isPart = false;
  readonly #rest: Map<string, unknown>;

  constructor(span: Span) {
    const { name, startTime, endTime } = span;
    this.span = span;
    this.#rest = new Map(Object.entries(span.attributes));
    this.failure = taskWeaverFailure(span);
    if (sections.has(name)) this.failure.errors = [];
    this.session = sessionOf(span, this.failure);
    this.event = {
      key: '',
      type: 'action',
      name: name.slice(name.lastIndexOf('.') + 1),
      actionType: 'span',
      startTime,
      ...(endTime > 0 ? { endTime } : {}),
      status: endTime > 0 ? this.failure.status : 'running',
      attributes: this.attributes,
    };
  }

  /** An attribute that is told elsewhere: what is not taken is kept. */
  take(name: string): unknown {
    const value = this.#rest.get(name);
    this.#rest.delete(name);
    return value;
  }

  takeText(name: string): string | undefined {
    const told = text(this.span.attributes[name]);
    if (told !== undefined) this.take(name);
    return told;
  }

  /** A field of the event, where the span has the attribute. */
  move(name: string, field: 'input' | 'output' | 'result'): void {
    const value = asTold(this.take(name));
    if (value !== undefined) this.event[field] = value;
  }

  /** The role that acts in it, and in what it tells besides. */
  actAs(alias: string): void {
    const agent = { id: alias, name: alias };
    this.event.agent = agent;
    this.session.agents = [agent];
  }

  /** It is no event, and what it knows is its parent's. */
  becomePart(): void {
    this.#isPart = this.span.parentSpanId !== undefined;
  }

  result(): MappedSpan {
    const { span, event, also, session, attributes } = this;
    for (const [name, value] of this.#rest) attributes[TASKWEAVER_PREFIX + name] = value;
    const logs = span.events.filter(({ name }) => name !== EXCEPTION);
    if (logs.length > 0) event.logs = logs;
    if (span.links.length > 0) attributes[AGENTOPS_SPAN_LINKS] = span.links;
    also.push(...this.failure.errors);
    if (event.agent) for (const one of also) one.agent ??= event.agent;
    return { dialect: 'taskweaver', session, event, also, ...(this.#isPart ? { part: true } : {}) };
  }
}

function sessionOf(span: Span, { status }: TaskWeaverFailure): MappedSession {
  const { attributes, parentSpanId, endTime, resource } = span;
  const session: MappedSession = { hostEnv: hostEnvOf(resource) };
  if (parentSpanId !== undefined) return session;
  if (endTime > 0) session.end = { state: endStates[status], automatic: true };
  return attributes.session_id === undefined ? { ...session, ...unattributed(span) } : session;
}

const dayMs = 86_400_000;

/** `Session.stop` and the like are traces of their own, and don't say of which session. One session a day has them all. */
function unattributed({ startTime }: Span): MappedSession {
  return {
    id: `taskweaver unattributed ${Math.floor(startTime / dayMs)}`,
    name: 'unattributed',
    attributes: { [AGENTOPS_UNATTRIBUTED]: true },
  };
}

import { InvalidArgumentError, InvalidEndStateError } from '../errors.ts';
import type { ActionEventInit } from '../events/action-event.ts';
import type { Agent, Event } from '../events/base-event.ts';
import { copyPayload } from '../events/copy.ts';
import type { AgentOpsEvent, EventFields } from '../events/event.ts';
import { createId } from '../events/id.ts';
import type { LLMEventInit } from '../events/llm-event.ts';
import { type EndState, endStates } from '../events/session-data.ts';
import type { ToolEventInit } from '../events/tool-event.ts';
import type { SessionAnalytics } from './analytics.ts';
import { type Context, currentContext, runInContext } from './context.ts';
import { EventHandle } from './event-handle.ts';
import type { Origin } from './origin.ts';
import { contextVariable, directoryVariable, formatContext } from './propagation.ts';
import { recordEvent } from './record-event.ts';
import type { SessionState } from './session-state.ts';

export interface EndOptions {
  /** @default 'Indeterminate' */
  endState?: EndState;
  reason?: string;
  /** The host's own word for how it ended, where it has one. */
  endStateRaw?: string;
}

export interface RunOptions {
  /** Events recorded inside name this agent. */
  agent?: Agent;
  /** Events recorded inside belong under this event, which another process may have recorded. */
  parentId?: string;
}

export interface AgentInit {
  name: string;
  role?: string;
  /** @default a new id */
  id?: string;
}

type Callable = (...args: never[]) => unknown;

/**
 * The handle of a session that is being recorded. Whoever holds it names the session beyond doubt, however many there are.
 * When nobody holds it any more, and there are other sessions, the session ends as `Indeterminate`.
 */
export class Session {
  readonly #state: SessionState;
  readonly #directory: () => string | undefined;

  /** Sessions are made by `agentops.init()` and `agentops.startSession()`. */
  constructor(state: SessionState, directory: () => string | undefined) {
    this.#state = state;
    this.#directory = directory;
  }

  get id(): string {
    return this.#state.id;
  }

  get name(): string | undefined {
    return this.#state.name;
  }

  /** Epoch milliseconds. */
  get startTime(): number {
    return this.#state.startTime;
  }

  get tags(): readonly string[] {
    return [...this.#state.tags];
  }

  get agents(): readonly Agent[] {
    return [...this.#state.agents];
  }

  /** Undefined while it is open. */
  get endState(): EndState | undefined {
    return this.#state.endState;
  }

  /**
   * Records an event that is over, such as `new ActionEvent({ … })`. Returns the event's id.
   * @throws InvalidArgumentError for anything that is no event
   */
  record(event: AgentOpsEvent | Event): string {
    const given: { id?: unknown; type?: unknown } | null | undefined = event;
    if (typeof given?.id !== 'string' || typeof given.type !== 'string') {
      throw new InvalidArgumentError(
        'session.record() takes an event: new ActionEvent({ … }), LLMEvent, ToolEvent or ErrorEvent.',
      );
    }
    recordEvent(this.#origin(), event, { source: null, capture: true });
    return event.id;
  }

  /** Starts an action that is ended with the handle's `end`, `fail` or `cancel`. */
  startAction(name: string, init: ActionEventInit = {}): EventHandle {
    return this.#start('action', name, { actionType: name, ...init });
  }

  /** Starts a tool call. */
  startTool(name: string, init: ToolEventInit = {}): EventHandle {
    return this.#start('tool', name, { kind: 'function', ...init });
  }

  /** Starts an LLM call. */
  startLLM(init: LLMEventInit = {}): EventHandle {
    const { operationName = 'chat', requestModel } = init;
    const name = init.name ?? [operationName, requestModel].filter(Boolean).join(' ');
    return this.#start('llm', name, { operationName, ...init });
  }

  /** Everything that `fn` does, in whatever it awaits and iterates, is recorded in this session. */
  run<T>(fn: () => T, options: RunOptions = {}): T {
    return runInContext(this.#context('context', options), fn);
  }

  /**
   * A function of the same type that does what the given one does, recording into this session:
   * `session.patch(client.chat.completions, 'create')` bound to its object, or `session.patch(fn)`, which forwards `this`.
   * The client must be attached to AgentOps.
   * @throws InvalidArgumentError where there is no function
   */
  patch<F extends Callable>(fn: F): F;
  patch<T extends object, K extends keyof T>(target: T, method: K): T[K];
  patch(target: object, method?: PropertyKey): unknown {
    const fn: unknown = method === undefined ? target : Reflect.get(target, method);
    if (typeof fn !== 'function') {
      throw new InvalidArgumentError(
        method === undefined
          ? 'session.patch() takes a function, or an object and the name of its method.'
          : `session.patch(): "${String(method)}" is not a method of that object.`,
      );
    }
    const context = () => this.#context('handle');
    const patched = function (this: unknown, ...args: unknown[]): unknown {
      const receiver = method === undefined ? this : target;
      return runInContext(context(), () => Reflect.apply(fn, receiver, args));
    };
    Object.defineProperty(patched, 'name', { value: fn.name, configurable: true });
    Object.defineProperty(patched, 'length', { value: fn.length, configurable: true });
    return patched;
  }

  /** Adds tags. A tag that is there already is not added again. */
  addTags(tags: string | readonly string[]): void {
    const added = listOf(tags);
    const state = this.#state;
    state.tags = [...new Set([...state.tags, ...added])];
    state.update({ addTags: added });
  }

  /** Replaces all tags. */
  setTags(tags: string | readonly string[]): void {
    const state = this.#state;
    state.tags = [...new Set(listOf(tags))];
    state.update({ setTags: state.tags });
  }

  /** An agent of this session. Give it to events (`agent`), or to `run`. */
  createAgent(init: AgentInit): Agent {
    if (typeof init?.name !== 'string' || init.name === '') {
      throw new InvalidArgumentError(
        'createAgent() needs a name: createAgent({ name: "Planner" }).',
      );
    }
    const { name, role, id = createId() } = init;
    const agent: Agent = { id, name, ...(role === undefined ? {} : { role }) };
    const { agents } = this.#state;
    const known = agents.findIndex((other) => other.id === id);
    if (known < 0) agents.push(agent);
    else agents[known] = agent;
    this.#state.update({ agent });
    return agent;
  }

  /** Adds attributes of the session itself. */
  setAttributes(attributes: Record<string, unknown>): void {
    this.#state.update({
      attributes: copyPayload(attributes).value as Record<string, unknown>,
    });
  }

  /**
   * Ends the session. What is still open in it stays open until it ends.
   * A session that was joined from another process is left to its owner.
   * @throws InvalidEndStateError for any other end state than the three; the session then stays open
   */
  end(options: EndOptions = {}): void {
    const { endState = 'Indeterminate', reason, endStateRaw } = options;
    if (!endStates.includes(endState)) throw new InvalidEndStateError(endState);
    const state = this.#state;
    if (!state.owned) {
      state.diagnostics.report({
        level: 'info',
        code: 'session-not-owned',
        message: `Session ${state.id} belongs to another process, which ends it.`,
      });
      return;
    }
    if (state.endState !== undefined && !state.abandoned) {
      state.diagnostics.report({
        level: 'warn',
        code: 'session-ended-twice',
        message: `Session ${state.id} had ended as ${state.endState} and was ended again as ${endState}. The later end holds.`,
      });
    }
    state.end(endState, {
      ...(reason === undefined ? {} : { endStateReason: reason }),
      ...(endStateRaw === undefined ? {} : { endStateRaw }),
    });
  }

  /** What was recorded so far, by this process. Reading it changes nothing. */
  analytics(): SessionAnalytics {
    return this.#state.analytics.read(this.#state.durationMs);
  }

  /**
   * The environment variables with which a child process joins this session:
   * `spawn(command, { env: { ...process.env, ...session.env() } })`. The child's `init()` finds them.
   */
  env(): Record<string, string> {
    const { id, owner } = this.#state;
    const context = currentContext();
    const parentId = context?.state === this.#state ? context.parentId : this.#state.parentId;
    const directory = this.#directory();
    return {
      [contextVariable]: formatContext({ sessionId: id, parentId, owner }),
      ...(directory === undefined ? {} : { [directoryVariable]: directory }),
    };
  }

  /** Where an event that is recorded through this handle belongs. */
  #origin(): Origin {
    const context = currentContext();
    const inside = context?.state === this.#state;
    return {
      state: this.#state,
      session: this,
      attribution: 'handle',
      parentId: inside ? context.parentId : undefined,
      agent: inside ? context.agent : undefined,
      conflict: context && !inside ? `context ${context.state.id}` : undefined,
      claim: undefined,
    };
  }

  #context(attribution: Context['attribution'], options: RunOptions = {}): Context {
    const outer = currentContext();
    const inside = outer?.state === this.#state;
    const overruled = outer && !inside && attribution === 'handle' ? outer.state.id : undefined;
    return {
      state: this.#state,
      session: this,
      attribution,
      parentId: options.parentId ?? (inside ? outer.parentId : undefined),
      agent: options.agent ?? (inside ? outer.agent : undefined),
      claim: inside ? outer.claim : undefined,
      conflict: overruled === undefined ? undefined : `context ${overruled}`,
    };
  }

  #start(type: 'action' | 'llm' | 'tool', name: string, init: EventFields): EventHandle {
    return new EventHandle(this.#origin(), {
      type,
      name,
      fields: copyPayload(init).value as EventFields,
      source: null,
      capture: true,
      promptOwner: this,
    });
  }
}

/** @throws InvalidArgumentError */
export function listOf(tags: string | readonly string[]): string[] {
  const list = typeof tags === 'string' ? [tags] : tags;
  if (!Array.isArray(list) || !list.every((tag) => typeof tag === 'string')) {
    throw new InvalidArgumentError('Tags are a text or a list of texts.');
  }
  return [...new Set(list)];
}

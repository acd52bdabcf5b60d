import type { AgentOpsRecord, EventRecord, SessionRecord } from '@agentops/core';
import type { Random } from './random.ts';
import { agentNames, failures, hosts, models, tagNames, toolNames } from './vocabulary.ts';

/** A record before its writer gives it a number. */
export type Unwritten = Pick<AgentOpsRecord, 'time' | 'kind'> & object;

export interface SessionPlan {
  startTime: number;
  /** Milliseconds that it takes. */
  lengthMs: number;
  events: number;
  payloadBytes: number;
  corpus: string;
}

type EventFields = EventRecord['event'];

/** What one session says, record by record, in the order in which its process would write it. */
export class GeneratedSession {
  readonly #random: Random;
  readonly #plan: SessionPlan;
  readonly #write: (record: Unwritten) => void;
  readonly #id: string;
  readonly #source: (typeof hosts)[number];
  readonly #agents: { id: string; name: string }[];
  #time: number;
  #round: { id: string; startTime: number } | undefined;
  #lastCall: { id: string; messages: number } | undefined;
  #left: number;

  constructor(random: Random, plan: SessionPlan, write: (record: Unwritten) => void) {
    this.#random = random;
    this.#plan = plan;
    this.#write = write;
    this.#id = random.uuid(plan.startTime);
    this.#source = random.pick(hosts);
    this.#time = plan.startTime;
    this.#left = plan.events;
    this.#agents = agentNames
      .slice(0, 1 + random.below(agentNames.length))
      .map((name) => ({ id: random.uuid(plan.startTime), name }));
  }

  run(): void {
    this.#start();
    for (let count = 0; this.#left > 0; count++) {
      if (count % 10 === 0) this.#nextRound();
      else this.#step();
    }
    this.#endRound();
    this.#end();
  }

  #start(): void {
    const random = this.#random;
    const [agent, ...others] = this.#agents;
    this.#session('start', {
      name: `${random.pick(toolNames)} for ${random.pick(tagNames)} #${random.below(100_000)}`,
      startTime: this.#time,
      setTags: [...new Set([random.pick(tagNames), random.pick(tagNames)])],
      source: this.#source,
      hostEnv: { os: 'linux', arch: 'x64', runtime: 'node 24.21.0' },
      ...(agent ? { agent } : {}),
    });
    for (const other of others) this.#session('update', { agent: other });
  }

  #end(): void {
    const dice = this.#random.next();
    // Some are open for as long as the generated time goes.
    if (dice < 0.03) return;
    const endState = dice < 0.11 ? 'Fail' : dice < 0.14 ? 'Indeterminate' : 'Success';
    this.#session('end', { endTime: this.#time, endState });
  }

  #nextRound(): void {
    this.#endRound();
    this.#left--;
    this.#round = { id: this.#random.uuid(this.#time), startTime: this.#time };
    this.#event('start', this.#round.id, {
      ...this.#origin,
      type: 'action',
      name: 'round',
      actionType: 'round',
      startTime: this.#time,
      input: this.#text(0.2),
    });
  }

  #endRound(): void {
    if (!this.#round) return;
    const { id, startTime } = this.#round;
    this.#round = undefined;
    this.#finish(id, 'action', startTime, { status: 'ok', output: this.#text(0.3) });
  }

  #step(): void {
    const dice = this.#random.next();
    if (dice < 0.5) this.#call();
    else if (dice < 0.85) this.#tool();
    else this.#action();
  }

  #call(): void {
    const random = this.#random;
    const [provider, requestModel] = random.pick(models);
    const startTime = this.#begin();
    const id = random.uuid(startTime);
    const streamed = random.chance(0.3);
    const message = (role: string, share: number) => ({
      role,
      parts: [{ type: 'text' as const, content: this.#text(share) }],
    });
    const told = this.#lastCall;
    const prompt: NonNullable<EventRecord['prompt']> =
      told && told.messages < 40
        ? {
            base: told.id,
            keep: told.messages,
            add: [message('assistant', 0.2), message('user', 0.4)],
          }
        : { keep: 0, add: [message('system', 0.3), message('user', 0.4)] };
    this.#lastCall = { id, messages: prompt.keep + prompt.add.length };
    this.#event(
      'start',
      id,
      {
        ...this.#origin,
        type: 'llm',
        name: `chat ${requestModel}`,
        startTime,
        operationName: 'chat',
        provider,
        requestModel,
        streamed,
      },
      { prompt },
    );
    const failed = random.chance(0.03);
    this.#pass(0.7);
    if (streamed && random.chance(0.2)) {
      const deltas = [{ choice: 0, part: 0, type: 'text' as const, text: this.#text(0.1) }];
      this.#event('update', id, {}, { chunk: { n: 0, deltas } });
    }
    const inputTokens = 200 + random.below(4000);
    this.#finish(id, 'llm', startTime, {
      status: failed ? 'error' : 'ok',
      ...(failed
        ? { attributes: { 'error.type': 'RateLimitError' } }
        : {
            responseModel: requestModel,
            outputMessages: [message('assistant', 0.5)],
            finishReasons: ['stop'],
            usageSource: 'provider' as const,
            usage: {
              inputTokens,
              outputTokens: 20 + random.below(800),
              cacheReadInputTokens: random.chance(0.3) ? Math.floor(inputTokens / 2) : 0,
              cacheCreationInputTokens: 0,
              reasoningOutputTokens: 0,
            },
          }),
      ...(streamed ? { timeToFirstChunkMs: 50 + random.below(900) } : {}),
    });
    if (failed) this.#error(id, 'llm');
  }

  #tool(): void {
    const random = this.#random;
    const startTime = this.#begin();
    const id = random.uuid(startTime);
    this.#event('start', id, {
      ...this.#origin,
      type: 'tool',
      name: random.pick(toolNames),
      startTime,
      kind: 'function',
      arguments: { query: this.#text(0.3), limit: random.below(100) },
    });
    const failed = random.chance(0.06);
    this.#pass(0.4);
    this.#finish(id, 'tool', startTime, {
      status: failed ? 'error' : 'ok',
      ...(failed ? {} : { result: { rows: random.below(1000), text: this.#text(1) } }),
    });
    if (failed) this.#error(id, 'tool');
  }

  #action(): void {
    const random = this.#random;
    const startTime = this.#begin();
    const actionType = random.pick(['plan', 'handoff', 'post']);
    const id = random.uuid(startTime);
    this.#finish(id, 'action', startTime, {
      ...this.#origin,
      name: actionType,
      actionType,
      status: 'ok',
      output: this.#text(0.8),
    });
  }

  #error(triggerEventId: string, triggerEventType: 'llm' | 'tool'): void {
    if (this.#left <= 0) return;
    this.#left--;
    const [errorType, message] = this.#random.pick(failures);
    this.#event('end', this.#random.uuid(this.#time), {
      ...this.#origin,
      type: 'error',
      name: errorType,
      startTime: this.#time,
      endTime: this.#time,
      status: 'error',
      errorType,
      message: message(this.#random),
      stack: this.#text(0.5),
      triggerEventId,
      triggerEventType,
      parentId: triggerEventId,
    });
  }

  /** What the first record of an event tells besides. */
  get #origin(): Omit<EventFields, 'id'> {
    const agent = this.#random.pick(this.#agents);
    return { attribution: 'context', source: this.#source, agent };
  }

  #begin(): number {
    this.#left--;
    this.#pass(0.1);
    return this.#time;
  }

  #finish(
    id: string,
    type: 'action' | 'llm' | 'tool',
    startTime: number,
    fields: Omit<EventFields, 'id'>,
  ): void {
    this.#event('end', id, { type, startTime, endTime: this.#time, ...fields });
  }

  #event(
    kind: EventRecord['kind'],
    id: string,
    fields: Omit<EventFields, 'id'>,
    more: Pick<EventRecord, 'prompt' | 'chunk'> = {},
  ): void {
    const isRound = id === this.#round?.id || fields.actionType === 'round';
    const event: EventFields = {
      id,
      sessionId: this.#id,
      ...(isRound || !this.#round ? {} : { parentId: this.#round.id }),
      ...fields,
    };
    const record: Omit<EventRecord, 'v' | 'writer' | 'seq'> = {
      time: this.#time,
      kind,
      event,
      ...more,
    };
    this.#write(record);
  }

  #session(phase: SessionRecord['phase'], fields: Omit<SessionRecord['session'], 'id'>): void {
    const session = { id: this.#id, ...fields };
    const record: Omit<SessionRecord, 'v' | 'writer' | 'seq'> = {
      time: this.#time,
      kind: 'session',
      phase,
      session,
    };
    this.#write(record);
  }

  /** Lets time go by: a share of what an event of this session has on average, give or take. */
  #pass(share: number): void {
    const usual = this.#plan.lengthMs / Math.max(1, this.#plan.events);
    const end = this.#plan.startTime + this.#plan.lengthMs;
    const time = this.#time + usual * share * (0.2 + 1.6 * this.#random.next());
    this.#time = Math.round(Math.min(time, end) * 1000) / 1000;
  }

  /** A piece of text, on average so large a share of what an event has to say. */
  #text(share: number): string {
    const { corpus, payloadBytes } = this.#plan;
    const length = Math.min(
      corpus.length,
      Math.ceil(payloadBytes * share * (0.3 + 1.4 * this.#random.next())),
    );
    const start = this.#random.below(corpus.length - length + 1);
    return corpus.slice(start, start + length);
  }
}

import { setTimeout as sleep } from 'node:timers/promises';
import type { AgentOpsRecord } from '@agentops/core';
import type { Appended, Store } from '@agentops/store';
import { BodyError, type BodyLimits } from '../body.ts';
import type { ByteBudget } from '../byte-budget.ts';
import { derivedId, toNdjson } from '../derived-records.ts';
import { TooBusyError, takeBody } from '../ingest/take-body.ts';
import { checkKey, type KeyCheck, keyOf, sessionOf } from './access.ts';
import type { Endpoint } from './endpoint.ts';
import { readJson } from './json-body.ts';
import { salvage } from './salvage.ts';
import { SessionMemory } from './session-memory.ts';
import { SessionTokens } from './session-token.ts';
import { sessionIdOf, terminalLogBody, terminalLogRecords, traceIdOf } from './terminal-log.ts';
import { V2Api } from './v2-api.ts';
import {
  agentBody,
  apiKeyBody,
  developerErrorBody,
  eventBody,
  eventsBody,
  reauthorizeBody,
  sessionBody,
  updateBody,
} from './v2-body.ts';

/** These clients give up what is refused, but wait 20 s for an answer. */
const roomWaitMs = 10_000;

export interface ReceiverOptions {
  store: Store;
  authorize: KeyCheck;
  budget: ByteBudget;
  limits: BodyLimits & { maxBytes: number };
  onTaken: (appended: Appended) => void;
  /** Told of events that could not be kept while others of their request were. */
  onLost: (events: number) => void;
  idleMs: number;
  signal: AbortSignal | undefined;
}

/** What is sent as JSON. */
export type Answer = string | Record<string, string | number>;

/** Keeps what AgentOps clients send, and has the answers that they need. */
export class Receiver {
  readonly #options: ReceiverOptions;
  readonly #v2: V2Api;
  readonly #sessions: SessionMemory;
  #opening: Promise<SessionTokens> | undefined;

  constructor(options: ReceiverOptions) {
    const { store } = options;
    this.#options = options;
    this.#sessions = new SessionMemory(options);
    this.#v2 = new V2Api(store, this.#sessions, (records) => this.#keep(records));
  }

  /**
   * Whether the request may come in.
   * @returns the session that its token is for
   * @throws UnauthorizedError
   */
  async admit(endpoint: Endpoint, request: Request): Promise<string | undefined> {
    const { authorize } = this.#options;
    return sessionOf(endpoint, request.headers, await this.#tokens(), authorize);
  }

  /**
   * Answers a request that was admitted.
   * @throws BodyError, TooBusyError, UnauthorizedError, StoreWriteError
   */
  async answer(endpoint: Endpoint, request: Request, session?: string): Promise<Answer> {
    const { budget, limits } = this.#options;
    const { headers } = request;
    const tokens = await this.#tokens();
    for (const deadline = Date.now() + roomWaitMs; ; await sleep(100)) {
      try {
        return await takeBody(request, budget, limits, (body) =>
          this.#take(endpoint, headers, body, session, tokens),
        );
      } catch (error) {
        const isWaiting = error instanceof TooBusyError && !request.bodyUsed;
        if (!isWaiting || Date.now() > deadline) throw error;
      }
    }
  }

  async #take(
    endpoint: Endpoint,
    headers: Headers,
    body: Buffer,
    token: string | undefined,
    tokens: SessionTokens,
  ): Promise<Answer> {
    switch (endpoint) {
      case 'v2/create_session': {
        const { session } = readJson(body, sessionBody);
        await this.#v2.createSession(session);
        return { status: 'Success', jwt: tokens.sign({ session_id: session.session_id }) };
      }
      case 'v2/reauthorize_jwt': {
        const { session_id } = readJson(body, reauthorizeBody);
        return { status: 'Success', jwt: tokens.sign({ session_id }) };
      }
      case 'v2/update_session': {
        const { session } = readJson(body, sessionBody);
        return { status: 'Success', token_cost: await this.#v2.updateSession(session) };
      }
      case 'v2/create_events':
        return await this.#keepEvents(body, token, false);
      case 'v2/update_events':
        return await this.#keepEvents(body, token, true);
      case 'v2/create_agent':
        await this.#v2.createAgent(readJson(body, agentBody), token);
        return 'Success';
      case 'v2/developer_errors':
        await this.#v2.developerError(readJson(body, developerErrorBody), token);
        return 'Success';
      case 'v3/auth/token': {
        checkKey(readJson(body, apiKeyBody).api_key ?? keyOf(headers), this.#options.authorize);
        const project_id = derivedId('agentops-project');
        // With any other plan the clients print that it is a free one.
        return { token: tokens.sign({ project_id }), project_id, project_prem_status: 'pro' };
      }
      case 'v4/logs/upload':
        return this.#keepLog(headers, body);
      default:
        throw new BodyError(400, `${endpoint} is no endpoint of AgentOps' own.`);
    }
  }

  async #keepEvents(body: Buffer, token: string | undefined, isUpdate: boolean): Promise<Answer> {
    const { events } = readJson(body, eventsBody);
    const { read, lost } = salvage(events, isUpdate ? updateBody : eventBody, 'events');
    await this.#v2.events(read, token, isUpdate);
    if (lost > 0) this.#options.onLost(lost);
    return 'Success';
  }

  async #keepLog(headers: Headers, body: Buffer): Promise<Answer> {
    const traceId = traceIdOf(headers.get('trace-id'));
    if (!traceId) {
      throw new BodyError(400, 'The header Trace-Id is no trace id: send it as a decimal number.');
    }
    const given = readJson(body, terminalLogBody);
    const text = typeof given === 'string' ? given : given.body;
    await this.#sessions.touch(sessionIdOf(traceId));
    await this.#keep(terminalLogRecords(traceId, text, this.#sessions.now()));
    return { status: 'Success', url: '', size: Buffer.byteLength(text) };
  }

  async #keep(records: readonly AgentOpsRecord[]): Promise<Appended> {
    const appended = await this.#options.store.append(toNdjson(records));
    this.#options.onTaken(appended);
    const [rejected] = appended.rejected;
    if (rejected) throw new BodyError(400, `The body can't be kept: ${rejected.reason}.`);
    return appended;
  }

  /** A store that fails once is asked again. */
  #tokens(): Promise<SessionTokens> {
    this.#opening ??= SessionTokens.open(this.#options.store).catch((error) => {
      this.#opening = undefined;
      throw error;
    });
    return this.#opening;
  }
}

import { AsyncLocalStorage } from 'node:async_hooks';
import {
  type AdapterRecorder,
  now,
  type Origin,
  type Override,
  overrideMethod,
} from '@agentops/core';
import { Call, failAttempt } from './call.ts';
import type { Chat, ChatRequest, NodeLLMInternals, Provider } from './host.ts';
import { observeChunks, readIn } from './stream.ts';
import { toolMiddleware } from './tools.ts';

/** What a chat does in this async context: `ask`, or the reading of a stream; and in it a call with its attempts. */
interface Scope {
  origin: Origin;
  promptOwner: object;
  call?: Call;
}

/** What stands over the methods of one LLM, of its provider, and of the chats that it makes. */
export class Hook {
  readonly #recorder: AdapterRecorder;
  readonly #scope = new AsyncLocalStorage<Scope>();
  /** Chats outlive detaching. */
  #active = true;

  constructor(recorder: AdapterRecorder) {
    this.#recorder = recorder;
  }

  /** Each chat that the LLM makes. */
  chats(llm: NodeLLMInternals): Override {
    const hook = this;
    const tools = toolMiddleware(this.#recorder, () => this.#scope.getStore()?.origin);
    const override = overrideMethod<NodeLLMInternals['chat']>(
      llm,
      'chat',
      (original) =>
        function (this: NodeLLMInternals, model, options) {
          const middlewares = [...(options?.middlewares ?? []), tools];
          const chat = original.call(this, model, { ...options, middlewares });
          const { provider } = llm;
          if (provider) hook.#recorder.guard(() => hook.#chat(chat, provider));
          return chat;
        },
    );
    const remove = () => {
      this.#active = false;
      return override.remove();
    };
    return { remove };
  }

  /** Attempts, and the requests of streams. */
  provider(provider: Provider): Record<string, Override> {
    const hook = this;
    const chat = overrideMethod<Provider['chat']>(
      provider,
      'chat',
      (original) =>
        function (this: Provider, request) {
          const scope = hook.#scope.getStore();
          if (!scope) return original.call(this, request);
          // Without an executor to hook, each attempt is a call.
          const own = scope.call ? undefined : hook.#call(request, provider, scope, false);
          const attempt = (scope.call ?? own)?.startAttempt();
          return original.call(this, request).then(
            (response) => {
              if (attempt) attempt.endTime = now();
              own?.end(response);
              return response;
            },
            (error: unknown) => {
              if (attempt) failAttempt(attempt, error);
              own?.fail(error);
              throw error;
            },
          );
        },
    );
    if (typeof provider.stream !== 'function') return { 'provider.chat': chat };
    const stream = overrideMethod<NonNullable<Provider['stream']>>(
      provider,
      'stream',
      (original) =>
        function (this: Provider, request) {
          const chunks = original.call(this, request);
          const scope = hook.#scope.getStore();
          if (!scope) return chunks;
          return observeChunks(chunks, hook.#call(request, provider, scope, true));
        },
    );
    return { 'provider.chat': chat, 'provider.stream': stream };
  }

  #chat(chat: Chat, provider: Provider): void {
    const hook = this;
    overrideMethod<Chat['ask']>(
      chat,
      'ask',
      (original) =>
        function (this: unknown, ...args) {
          const scope = hook.#enter(chat);
          if (!scope) return original.apply(this, args);
          return hook.#scope.run(scope, () => original.apply(this, args));
        },
    );
    overrideMethod<Chat['stream']>(
      chat,
      'stream',
      (original) =>
        function (this: unknown, ...args) {
          const stream = original.apply(this, args);
          const scope = hook.#enter(chat);
          // Its requests go out when it is read, which may be elsewhere.
          if (scope) readIn(stream, (fn) => hook.#scope.run(scope, fn));
          return stream;
        },
    );
    const { executor } = chat;
    if (typeof executor?.executeChat !== 'function') {
      this.#reportMissing();
      return;
    }
    overrideMethod<typeof executor.executeChat>(
      executor,
      'executeChat',
      (original) =>
        function (this: unknown, request) {
          const scope = hook.#scope.getStore();
          if (!scope) return original.call(this, request);
          const call = hook.#call(request, provider, scope, false);
          return hook.#scope
            .run({ ...scope, call }, () => original.call(this, request))
            .then(
              (response) => {
                call.end(response);
                return response;
              },
              (error: unknown) => {
                call.fail(error);
                throw error;
              },
            );
        },
    );
  }

  /** Where what the chat does now belongs: asked at its caller's call. */
  #enter(chat: Chat): Scope | undefined {
    const origin = this.#active ? this.#recorder.locate() : undefined;
    return origin && { origin, promptOwner: chat };
  }

  #call(request: ChatRequest, provider: Provider, scope: Scope, streamed: boolean): Call {
    return new Call(request, { ...scope, recorder: this.#recorder, provider, streamed });
  }

  #reportMissing(): void {
    const message =
      'The chats of this @node-llm/core have no executor: a call that is tried again is recorded as several calls.';
    this.#recorder.report({ level: 'warn', code: 'not-hooked', message });
  }
}

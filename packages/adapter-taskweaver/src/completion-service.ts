/** Records each call of a completion service as an LLM call under the post that is being written. */
import {
  type AdapterOptions,
  type AdapterRecorder,
  attachOnce,
  type EventHandle,
  overrideMethod,
} from '@agentops/core';
import { followCompletion } from './follow-completion.ts';
import type { CompletionService } from './host/services.ts';
import { recorderOfSession } from './host-session.ts';
import { adapterName, cannotAttach, createRecorder } from './recorder.ts';
import { type CompletionFacts, mapCompletion } from './service-mapper.ts';

/**
 * Records what the service is asked and what it answers. Returns the very same object.
 * Where the SDK client inside is attached too (`attachOpenAI`), both record into one event: post and agent come from
 * here, tokens and messages from the client.
 */
export function attachCompletionService<T extends CompletionService>(
  service: T,
  options: AdapterOptions = {},
): T {
  return attachOnce(service, adapterName, () => {
    const recorder = createRecorder(options);
    if (typeof service.chatCompletion !== 'function') {
      return cannotAttach(recorder, 'chatCompletion()');
    }
    const chatCompletion = overrideMethod<CompletionService['chatCompletion']>(
      service,
      'chatCompletion',
      (original) =>
        function (this: CompletionService, ...args) {
          const event = start(recorder, this ?? service, args);
          const call = () => Reflect.apply(original, this, args);
          return event ? followCompletion(event, call) : call();
        },
    );
    return { chatCompletion };
  });
}

function start(
  recorder: AdapterRecorder,
  service: CompletionService,
  args: Parameters<CompletionService['chatCompletion']>,
): EventHandle | undefined {
  let event: EventHandle | undefined;
  recorder.guard(() => {
    const located = recorder.locate();
    if (!located) return;
    const origin = recorderOfSession(located.session)?.place(located) ?? located;
    const facts = completionFacts(service, args);
    const name = ['chat', facts.model].filter(Boolean).join(' ');
    // The prompts of a role follow on one another; those of a service mix all roles and sessions.
    const promptOwner = origin.agent ?? service;
    event = recorder.start(
      origin,
      { type: 'llm', name, claims: true, promptOwner },
      facts,
      mapCompletion,
    );
  });
  return event;
}

function completionFacts(
  service: CompletionService,
  args: Parameters<CompletionService['chatCompletion']>,
): CompletionFacts {
  const [messages, stream, temperature, max_tokens, top_p, stop, options] = args;
  const { model, api_type } = service.config ?? {};
  const given = { stream, temperature, max_tokens, top_p, stop, options, model, api_type };
  const known = Object.entries(given).filter(([, value]) => value !== undefined);
  return { messages, ...Object.fromEntries(known) };
}

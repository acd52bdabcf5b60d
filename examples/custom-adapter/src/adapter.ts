import {
  type AdapterOptions,
  attachOnce,
  createRecorder,
  type Override,
  overrideMethod,
} from '@agentops/core';
import { Hook } from './hook.ts';
import { canBeHooked, isNodeLLM, type NodeLLM, type NodeLLMInternals } from './host.ts';

const adapter = 'example-custom-adapter';

/** What `chat` is of an LLM that is attached. A Proxy of it shows the same function. */
const hooked = new WeakSet<object>();

/**
 * Records what an LLM of `createLLM()` does: `ask` and `stream` of its chats and agents, their tool calls, errors and retries.
 * What `withProvider` makes of it is attached with it. Returns the very same object. Attaching again changes nothing;
 * `detach(llm)` of `@agentops/core` restores it. A framework's calls never reject for want of a session.
 */
export function attachNodeLLM<L extends NodeLLM>(llm: L, options: AdapterOptions = {}): L {
  const source = { adapter, host: '@node-llm/core', hostVersion: null };
  const recorder = createRecorder({ ...options, source });
  const refuse = (why: string) => {
    const message = `${adapter} can't attach to this instead of an LLM of @node-llm/core: ${why}. Nothing of it is recorded.`;
    recorder.report({ level: 'error', code: 'not-attached', message });
    return llm;
  };
  if (!isNodeLLM(llm)) return refuse('it has no chat() and withProvider()');
  if (!canBeHooked(llm)) return refuse('it is frozen; take one of createLLM() or withProvider()');
  if (hooked.has(llm.chat)) return llm;
  const internals: NodeLLMInternals = llm;
  return attachOnce(llm, adapter, () => {
    const hook = new Hook(recorder);
    const { provider } = internals;
    const overrides: Record<string, Override> = provider ? hook.provider(provider) : {};
    overrides.withProvider = overrideMethod<NodeLLMInternals['withProvider']>(
      llm,
      'withProvider',
      (original) =>
        function (this: NodeLLMInternals, ...args) {
          return attachNodeLLM(original.apply(this, args), options);
        },
    );
    overrides.chat = hook.chats(internals);
    hooked.add(llm.chat);
    recorder.report({
      level: 'info',
      code: 'attached',
      message: `${adapter} is attached to an LLM of @node-llm/core.`,
    });
    return overrides;
  });
}

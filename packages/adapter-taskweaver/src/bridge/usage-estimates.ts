/** Tokens that no provider counted, for those who ask for an estimate of them (`agentops.estimate_usage`). */
import type { EventFields, Message } from '@agentops/core';
import { mapCompletion, mapCompletionResult } from '../service-mapper.ts';
import { countTokens } from './count-tokens.ts';
import type { LLMEnd, LLMStart } from './host-events.ts';

/** What stands around each message, as OpenAI's cookbook says ("How to count tokens with tiktoken"): 3, and 1 for the role. */
const tokensOfFrame = 4;

export class UsageEstimates {
  /** Tokens of what is asked, of the calls that are under way. */
  readonly #asked = new Map<string, number>();

  /**
   * Counts what the model is asked. Nothing where that is not known as a whole: content is not captured, there are images, or the
   * shim has cut it.
   */
  start(start: LLMStart): void {
    const { call, service, input } = start;
    const tokens = service === 'embedding' ? countTokens(input ?? undefined) : countPrompt(start);
    if (tokens !== null) this.#asked.set(call, tokens);
  }

  /**
   * The usage of a call whose provider told none. Of an answer, it is what the host read: not what a model thought by itself, nor
   * what it wrote after the host stopped reading. Where nothing was read, the answer is not known; a call that failed then has no usage.
   */
  end(end: LLMEnd): EventFields {
    const inputTokens = this.#asked.get(end.call);
    this.#asked.delete(end.call);
    if (inputTokens === undefined || end.usage) return {};
    const { outputMessages } = mapCompletionResult(end);
    if (end.status !== 'ok' && !outputMessages) return {};
    const usage = {
      inputTokens,
      outputTokens: outputMessages ? countTokens(textsOf(outputMessages)) : null,
      cacheReadInputTokens: null,
      cacheCreationInputTokens: null,
      reasoningOutputTokens: null,
    };
    return { usage, usageSource: 'estimated' };
  }
}

function countPrompt(start: LLMStart): number | null {
  const { inputMessages, toolDefinitions } = mapCompletion(start);
  if (!inputMessages) return null;
  const texts = textsOf(inputMessages);
  const tokens = countTokens(texts && toolDefinitions ? [...texts, toolDefinitions] : texts);
  return tokens === null ? null : tokens + tokensOfFrame * inputMessages.length;
}

/** Undefined where not all of it is text. */
function textsOf(messages: readonly Message[]): unknown[] | undefined {
  const texts: unknown[] = [];
  for (const part of messages.flatMap(({ parts }) => parts)) {
    if (part.type === 'text') texts.push(part.content);
    else if (part.type === 'tool_call') texts.push(part.name, part.arguments);
    else return undefined;
  }
  return texts;
}

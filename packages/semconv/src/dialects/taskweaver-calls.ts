import type { TokenUsage } from '@agentops/core';
import type { MappedEvent } from '../mapped-span.ts';
import { toMessages } from '../reading/parts.ts';
import { count, structure } from '../reading/values.ts';
import type { TaskWeaverReading } from './taskweaver-reading.ts';

/** A span that is about one call of a model. Without a prompt it did not come to the call. */
export function readCall(alias?: string): (reading: TaskWeaverReading) => void {
  return (reading) => {
    if (alias !== undefined) reading.actAs(alias);
    if (reading.span.attributes.prompt === undefined) return;
    const { actionType: _, ...event } = reading.event;
    Object.assign(event, { type: 'llm' });
    reading.event = event;
    describeCall(reading, reading.event);
  };
}

/** All others ask for a stream (`LLMApi.chat_completion`, whose default it is). */
const unstreamed: ReadonlySet<string> = new Set([
  'CodeGeneratorCLIOnly.reply',
  'CodeGeneratorPluginOnly.reply',
]);

/** Which model was asked, and what it said word by word, no span tells. */
export function describeCall(reading: TaskWeaverReading, call: MappedEvent): void {
  call.name = 'chat';
  call.operationName = 'chat';
  call.streamed = !unstreamed.has(reading.span.name);
  const prompt = structure(reading.span.attributes.prompt);
  const asked = Array.isArray(prompt) ? toMessages(prompt, 'user') : undefined;
  if (asked) {
    reading.take('prompt');
    call.inputMessages = asked;
  }
  const answer = reading.takeText('summary') ?? reading.takeText('functions');
  if (answer !== undefined) {
    call.outputMessages = [{ role: 'assistant', parts: [{ type: 'text', content: answer }] }];
  }
  const usage = usageOf(reading);
  if (usage) {
    call.usage = usage;
    call.usageSource = 'estimated';
  }
}

/**
 * TaskWeaver counts by tiktoken, of `tracing.tokenizer_target_model` whatever the model is. Where the tokenizer is not there it
 * counts 0, also of a prompt.
 */
function usageOf(reading: TaskWeaverReading): TokenUsage | undefined {
  const inputTokens = count(reading.span.attributes.prompt_size);
  if (!inputTokens) return undefined;
  reading.take('prompt_size');
  const outputTokens = count(reading.span.attributes.output_size);
  if (outputTokens !== undefined) reading.take('output_size');
  return {
    inputTokens,
    outputTokens: outputTokens ?? null,
    cacheReadInputTokens: null,
    cacheCreationInputTokens: null,
    reasoningOutputTokens: null,
  };
}

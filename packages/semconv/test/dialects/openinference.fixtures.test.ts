import { expect, test } from 'vitest';
import { fixture, tell } from '../tell.ts';

test('arizeai-openinference-instrumentation-openai 4.2.7', () => {
  expect(
    tell(fixture('openinference-arizeai-openinference-instrumentation-openai-4.2.7')),
  ).toMatchInlineSnapshot(`
    "
    openinference: llm OpenAI Chat Completions | chat | openai | gpt-5-mini > gpt-5-mini-2026-01-01 | tool_calls | tokens 20,7,8,-,3 | tools 2
      < system: You are short.
      < user: Weather and time in Lima?
      > assistant: get_weather({"city":"Lima"}) call_1 + get_time({"city":"Lima"}) call_2
      session {"end":{"state":"Success","automatic":true}}
      kept openinference.span.kind input.mime_type llm.invocation_parameters output.mime_type llm.token_count.total llm.token_count.prompt_details.audio llm.token_count.completion_details.audio input.value output.value
    openinference: llm OpenAI Chat Completions | chat | openai | gpt-5-mini > gpt-5-mini-2026-01-01 | stop | tokens 20,7,8,-,3 | tools 2
      < system: You are short.
      < user: Weather and time in Lima?
      < assistant: get_weather({"city":"Lima"}) call_1 + get_time({"city":"Lima"}) call_2
      < tool: call_1 = {"sky":"sunny"}
      < tool: call_2 = "12:00"
      > assistant: It is sunny in Lima.
      session {"end":{"state":"Success","automatic":true}}
      kept openinference.span.kind input.mime_type llm.invocation_parameters output.mime_type llm.token_count.total llm.token_count.prompt_details.audio llm.token_count.completion_details.audio input.value output.value
    openinference: llm OpenAI Chat Completions | chat | openai | gpt-5-mini > gpt-5-mini-2026-01-01 | stop | tokens 20,7,8,-,3
      < user: What is this? + {"type":"uri","modality":"image","uri":"https://example.com/cat.png"}
      > assistant: It is sunny in Lima.
      session {"end":{"state":"Success","automatic":true}}
      kept openinference.span.kind input.mime_type llm.invocation_parameters output.mime_type llm.token_count.total llm.token_count.prompt_details.audio llm.token_count.completion_details.audio input.value output.value
    openinference: llm OpenAI Chat Completions | chat | openai | gpt-5-mini | stop | streamed 
      < user: Stream it
      > assistant: Sunny in Lima.
      session {"end":{"state":"Success","automatic":true}}
      kept openinference.span.kind input.mime_type llm.invocation_parameters output.mime_type input.value output.value
    openinference: llm OpenAI Embeddings | embeddings | openai | text-embedding-3-small
      < user: A cat
      session {"end":{"state":"Success","automatic":true}}
      kept openinference.span.kind input.mime_type embedding.embeddings.0.embedding.text embedding.embeddings.0.embedding.vector
    "
  `);
});

import { expect, test } from 'vitest';
import { fixture, tell } from '../tell.ts';

test('opentelemetry-instrumentation-openai-python 0.40.14', () => {
  expect(
    tell(fixture('openllmetry-opentelemetry-instrumentation-openai-python-0.40.14')),
  ).toMatchInlineSnapshot(`
    "
    openllmetry: llm openai.chat | chat | openai | gpt-5-mini > gpt-5-mini-2026-01-01 | tool_calls | tokens 20,7,8,-,- | tools 1
      < system: You are short.
      < user: Weather in Lima?
      > assistant: get_weather({"city":"Lima"}) call_1 (tool_calls)
      session {"end":{"state":"Success","automatic":true}}
      kept gen_ai.request.temperature llm.headers gen_ai.openai.api_base gen_ai.response.id llm.usage.total_tokens
    openllmetry: llm openai.chat | chat | openai | gpt-5-mini > gpt-5-mini-2026-01-01 | stop | tokens 20,7,8,-,- | tools 1
      < system: You are short.
      < user: Weather in Lima?
      < assistant: get_weather({"city":"Lima"}) call_1
      < tool: call_1 = {"sky":"sunny"}
      > assistant: It is sunny in Lima. (stop)
      session {"end":{"state":"Success","automatic":true}}
      kept llm.headers gen_ai.openai.api_base gen_ai.response.id llm.usage.total_tokens
    openllmetry: llm openai.chat | chat | openai | gpt-5-mini > gpt-5-mini-2026-01-01 | stop | tokens 20,7,8,-,-
      < user: What is this? + {"type":"uri","modality":"image","uri":"https://example.com/cat.png"}
      > assistant: It is sunny in Lima. (stop)
      session {"end":{"state":"Success","automatic":true}}
      kept llm.headers gen_ai.openai.api_base gen_ai.response.id llm.usage.total_tokens
    openllmetry: llm openai.chat | error | chat | openai | gpt-5-mini
      < user: fail please
      session {"end":{"state":"Fail","automatic":true}}
      error: Error: Error code: 500 - {'error': {'message': 'The model is overloaded', 'type': 'server_error'}} | -
      kept llm.headers gen_ai.openai.api_base
    "
  `);
});

test('traceloop-instrumentation-openai 0.27.0', () => {
  expect(
    tell(fixture('openllmetry-traceloop-instrumentation-openai-0.27.0')),
  ).toMatchInlineSnapshot(`
    "
    openllmetry: llm chat gpt-5-mini | chat | openai | gpt-5-mini > gpt-5-mini-2026-01-01 | tool_call | tokens 20,7,-,-,- | tools 2
      < system: You are short.
      < user: Weather and time in Lima?
      > assistant: get_weather({"city":"Lima"}) call_1 + get_time({"city":"Lima"}) call_2 (tool_call)
      session {"end":{"state":"Success","automatic":true}}
      kept gen_ai.request.temperature gen_ai.response.id gen_ai.usage.total_tokens
    openllmetry: llm chat gpt-5-mini | chat | openai | gpt-5-mini > gpt-5-mini-2026-01-01 | stop | tokens 20,7,-,-,- | tools 2
      < system: You are short.
      < user: Weather and time in Lima?
      < assistant: get_weather({"city":"Lima"}) call_1 + get_time({"city":"Lima"}) call_2
      < tool: call_1 = {"sky":"sunny"}
      < tool: call_2 = "12:00"
      > assistant: It is sunny in Lima. (stop)
      session {"end":{"state":"Success","automatic":true}}
      kept gen_ai.response.id gen_ai.usage.total_tokens
    openllmetry: llm chat gpt-5-mini | chat | openai | gpt-5-mini > gpt-5-mini-2026-01-01 | stop | tokens 20,7,-,-,-
      < user: What is this? + {"type":"uri","modality":"image","uri":"https://example.com/cat.png"}
      > assistant: It is sunny in Lima. (stop)
      session {"end":{"state":"Success","automatic":true}}
      kept gen_ai.response.id gen_ai.usage.total_tokens
    openllmetry: llm chat gpt-5-mini | chat | openai | gpt-5-mini > gpt-5-mini-2026-01-01 | stop
      < user: Stream it
      > assistant: Sunny in Lima. (stop)
      session {"end":{"state":"Success","automatic":true}}
      kept gen_ai.response.id
    "
  `);
});

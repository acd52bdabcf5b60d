import { expect, test } from 'vitest';
import { fixture, tell } from '../tell.ts';

test('agentops-python 0.4.21', () => {
  expect(tell(fixture('agentops-agentops-python-0.4.21'))).toMatchInlineSnapshot(`
    "
    agentops: tool get_weather | function | call_1
      arguments {"city":"Lima"}
      kept tool.call.type
    agentops: llm openai.chat.completion | chat | openai | gpt-5-mini > gpt-5-mini-2026-01-01 | tool_calls | tokens 20,7,-,-,- | tools 1
      < system: You are short.
      < user: Weather in Lima?
      > assistant:  (tool_calls)
      kept gen_ai.request.temperature gen_ai.response.id gen_ai.usage.total_tokens
    agentops: tool get_weather | function
      arguments {"args":["Lima"],"kwargs":{}}
      result {"sky":"sunny"}
      kept agentops.span.kind gen_ai.usage.total_cost
    agentops: llm openai.chat.completion | chat | openai | gpt-5-mini > gpt-5-mini-2026-01-01 | stop | tokens 20,7,-,-,- | tools 1
      < system: You are short.
      < user: Weather in Lima?
      < assistant: get_weather({"city":"Lima"}) call_1
      < tool: call_1 = {"sky":"sunny"}
      > assistant: It is sunny in Lima. (stop)
      kept gen_ai.response.id gen_ai.usage.total_tokens
    agentops: action answer | task
      input {"args":["Weather in Lima?"],"kwargs":{}}
      output "It is sunny in Lima."
      kept agentops.span.kind
    agentops: action think | task
      input {"args":["Weather in Lima?"],"kwargs":{}}
      output "It is sunny in Lima."
      kept agentops.span.kind
    agentops: action forecaster | agent | agent forecaster
      input {"args":[],"kwargs":{}}
      kept agentops.span.kind
    agentops: action flow | workflow
      input {"args":["Weather in Lima?"],"kwargs":{}}
      output "It is sunny in Lima."
      kept agentops.span.kind
    agentops: action polite | guardrail
      input {"args":["It is sunny"],"kwargs":{}}
      output {"ok":true}
      kept agentops.span.kind
    agentops: tool broken | error | function
      arguments {"args":["Nowhere"],"kwargs":{}}
      error: ValueError: no such city | Traceback (most recent call last):
      kept agentops.span.kind
    agentops: llm openai.chat.completion | error | chat | openai | gpt-5-mini
      < user: fail please
      error: openai.InternalServerError: Error code: 500 - The model is overloaded | Traceback (most recent call last):
      kept -
    agentops: action inner | session
      session {"tags":["second"],"end":{"state":"Fail","raw":"Failure"}}
      kept agentops.span.kind agentops.session.end_state
    agentops: action weather | session
      session {"name":"weather","tags":["demo","kit"],"attributes":{"trace.metadata.customer":"c-1"},"end":{"state":"Success"}}
      kept agentops.span.kind
    "
  `);
});

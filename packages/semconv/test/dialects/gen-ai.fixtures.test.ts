import { expect, test } from 'vitest';
import { fixture, tell } from '../tell.ts';

test('ai-sdk-otel 1.0.173', () => {
  expect(tell(fixture('gen-ai-ai-sdk-otel-1.0.173'))).toMatchInlineSnapshot(`
    "
    gen-ai: llm chat gpt-5-mini | chat | openai | gpt-5-mini > gpt-5-mini-2026-01-01 | tool-calls | tokens 20,7,8,-,- | tools 1
      < system: You are short.
      < user: Weather in Lima?
      > assistant: {"type":"reasoning","content":"I need the weather."} + get_weather({"city":"Lima"}) call_1 (tool_call)
      kept gen_ai.client.operation.duration gen_ai.response.id
    gen-ai: tool get_weather | function | call_1
      arguments {"city":"Lima"}
      result {"sky":"sunny"}
      kept gen_ai.operation.name gen_ai.tool.type gen_ai.execute_tool.duration
    gen-ai: action step 1 | agent_step
      kept gen_ai.operation.name
    gen-ai: llm chat gpt-5-mini | chat | openai | gpt-5-mini > gpt-5-mini-2026-01-01 | stop | tokens 20,7,8,-,- | tools 1
      < system: You are short.
      < user: Weather in Lima?
      < assistant: {"type":"reasoning","content":"I need the weather."} + get_weather({"city":"Lima"}) call_1
      < tool: call_1 = {"sky":"sunny"}
      > assistant: It is sunny in Lima. (stop)
      kept gen_ai.client.operation.duration gen_ai.response.id
    gen-ai: action step 2 | agent_step
      kept gen_ai.operation.name
    gen-ai: action invoke_agent gpt-5-mini | invoke_agent | agent weather-agent
      input [{"role":"user","parts":[{"type":"text","content":"Weather in Lima?"}]}]
      output [{"role":"assistant","parts":[{"type":"text","content":"It is sunny in Lima."},{"type":"tool_call","id":"call_1","name":"get_weather","arguments":{"city":"Lima"
      session {"end":{"state":"Success","automatic":true}}
      kept gen_ai.operation.name gen_ai.provider.name gen_ai.request.model gen_ai.response.finish_reasons gen_ai.usage.input_tokens gen_ai.usage.output_tokens gen_ai.usage.cache_read.input_tokens gen_ai.system_instructions
    gen-ai: llm chat gpt-5-mini | chat | openai | gpt-5-mini > gpt-5-mini-2026-01-01 | stop | tokens 20,7,8,-,-
      < user: Stream it
      > assistant: Sunny in Lima. (stop)
      kept gen_ai.client.operation.duration gen_ai.client.operation.time_per_output_chunk gen_ai.response.id
    gen-ai: action step 1 | agent_step
      kept gen_ai.operation.name
    gen-ai: action invoke_agent gpt-5-mini | invoke_agent | agent weather-agent
      input [{"role":"user","parts":[{"type":"text","content":"Stream it"}]}]
      output [{"role":"assistant","parts":[{"type":"text","content":"Sunny in Lima."}],"finish_reason":"stop"}]
      session {"end":{"state":"Success","automatic":true}}
      kept gen_ai.operation.name gen_ai.provider.name gen_ai.request.model gen_ai.response.finish_reasons gen_ai.usage.input_tokens gen_ai.usage.output_tokens gen_ai.usage.cache_read.input_tokens
    gen-ai: llm chat gpt-5-mini | chat | openai | gpt-5-mini > gpt-5-mini-2026-01-01 | stop | tokens 20,7,8,-,-
      < user: Sky as an object
      > assistant: {"sky":"sunny"} (stop)
      kept gen_ai.output.type gen_ai.response.id
    gen-ai: action invoke_agent gpt-5-mini | invoke_agent | agent weather-agent
      input [{"role":"user","parts":[{"type":"text","content":"Sky as an object"}]}]
      output [{"role":"assistant","parts":[{"type":"text","content":"{\\"sky\\":\\"sunny\\"}"}],"finish_reason":"stop"}]
      session {"end":{"state":"Success","automatic":true}}
      kept gen_ai.operation.name gen_ai.provider.name gen_ai.request.model gen_ai.output.type gen_ai.response.finish_reasons gen_ai.usage.input_tokens gen_ai.usage.output_tokens gen_ai.usage.cache_read.input_tokens
    gen-ai: llm chat gpt-5-mini | error | chat | openai | gpt-5-mini
      < user: fail please
      error: Error: The model is overloaded | Error: The model is overloaded
      kept -
    gen-ai: action step 1 | error | agent_step
      error: Error: The model is overloaded | Error: The model is overloaded
      kept gen_ai.operation.name
    gen-ai: action invoke_agent gpt-5-mini | error | invoke_agent | agent weather-agent
      input [{"role":"user","parts":[{"type":"text","content":"fail please"}]}]
      session {"end":{"state":"Fail","automatic":true}}
      error: Error: The model is overloaded | Error: The model is overloaded
      kept gen_ai.operation.name gen_ai.provider.name gen_ai.request.model
    gen-ai: llm embeddings text-embedding-3-small | embeddings | openai | text-embedding-3-small | tokens 4,-,-,-,-
      kept -
    gen-ai: llm embeddings text-embedding-3-small | embeddings | openai | text-embedding-3-small
      session {"end":{"state":"Success","automatic":true}}
      kept -
    "
  `);
});

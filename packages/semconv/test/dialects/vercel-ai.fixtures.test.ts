import { expect, test } from 'vitest';
import { fixture, tell } from '../tell.ts';

test('ai 5.0.277', () => {
  expect(tell(fixture('vercel-ai-ai-5.0.277'))).toMatchInlineSnapshot(`
    "
    vercel-ai: llm ai.generateText.doGenerate | chat | openai | gpt-5-mini > gpt-5-mini-2026-01-01 | tool-calls | tokens 20,7,-,-,- | tools 1
      < system: You are short.
      < user: Weather in Lima?
      > assistant: get_weather({"city":"Lima"}) call_1 (tool-calls)
      session {"id":"chat-7","tags":["demo"]}
      kept operation.name resource.name ai.operationId ai.telemetry.functionId ai.settings.maxRetries ai.telemetry.metadata.userId ai.request.headers.user-agent ai.prompt.toolChoice ai.response.id ai.response.timestamp gen_ai.response.id
    vercel-ai: tool get_weather | function | call_1
      arguments {"city":"Lima"}
      result {"sky":"sunny"}
      session {"id":"chat-7","tags":["demo"]}
      kept operation.name resource.name ai.operationId ai.telemetry.functionId ai.telemetry.metadata.userId
    vercel-ai: llm ai.generateText.doGenerate | chat | openai | gpt-5-mini > gpt-5-mini-2026-01-01 | stop | tokens 20,7,-,-,- | tools 1
      < system: You are short.
      < user: Weather in Lima?
      < assistant: {"type":"reasoning","content":"I need the weather."} + get_weather({"city":"Lima"}) call_1
      < tool: call_1 = {"sky":"sunny"}
      > assistant: It is sunny in Lima. (stop)
      session {"id":"chat-7","tags":["demo"]}
      kept operation.name resource.name ai.operationId ai.telemetry.functionId ai.settings.maxRetries ai.telemetry.metadata.userId ai.request.headers.user-agent ai.prompt.toolChoice ai.response.id ai.response.timestamp gen_ai.response.id
    vercel-ai: action weather-agent | ai.generateText
      input {"system":"You are short.","prompt":"Weather in Lima?"}
      output "It is sunny in Lima."
      session {"id":"chat-7","tags":["demo"],"end":{"state":"Success","automatic":true}}
      kept operation.name resource.name ai.operationId ai.model.provider ai.model.id ai.settings.maxRetries ai.telemetry.metadata.userId ai.request.headers.user-agent ai.response.finishReason ai.usage.promptTokens ai.usage.completionTokens
    vercel-ai: llm ai.streamText.doStream | chat | openai | gpt-5-mini > gpt-5-mini-2026-01-01 | stop | tokens 20,7,8,-,3 | streamed timed | logs ai.stream.firstChunk,ai.stream.finish
      < user: Stream it
      > assistant: Sunny in Lima. (stop)
      session {"id":"chat-7","tags":["demo"]}
      kept operation.name resource.name ai.operationId ai.telemetry.functionId ai.settings.maxRetries ai.telemetry.metadata.userId ai.response.msToFinish ai.response.avgOutputTokensPerSecond ai.response.id ai.response.timestamp ai.usage.totalTokens gen_ai.response.id
    vercel-ai: action weather-agent | ai.streamText
      input {"messages":[{"role":"user","content":[{"type":"text","text":"Stream it"}]}]}
      output "Sunny in Lima."
      session {"id":"chat-7","tags":["demo"],"end":{"state":"Success","automatic":true}}
      kept operation.name resource.name ai.operationId ai.model.provider ai.model.id ai.settings.maxRetries ai.telemetry.metadata.userId ai.response.finishReason ai.usage.inputTokens ai.usage.outputTokens ai.usage.totalTokens ai.usage.reasoningTokens ai.usage.cachedInputTokens
    vercel-ai: llm ai.generateObject.doGenerate | chat | openai | gpt-5-mini > gpt-5-mini-2026-01-01 | stop | tokens 20,7,-,-,-
      < user: Sky as an object
      > assistant: {"sky":"sunny"} (stop)
      session {"id":"chat-7","tags":["demo"]}
      kept operation.name resource.name ai.operationId ai.telemetry.functionId ai.settings.maxRetries ai.telemetry.metadata.userId ai.request.headers.user-agent ai.response.id ai.response.timestamp gen_ai.response.id
    vercel-ai: action weather-agent | ai.generateObject
      input {"prompt":"Sky as an object"}
      output {"sky":"sunny"}
      session {"id":"chat-7","tags":["demo"],"end":{"state":"Success","automatic":true}}
      kept operation.name resource.name ai.operationId ai.model.provider ai.model.id ai.settings.maxRetries ai.telemetry.metadata.userId ai.request.headers.user-agent ai.schema ai.settings.output ai.response.finishReason ai.usage.promptTokens ai.usage.completionTokens
    vercel-ai: llm ai.generateText.doGenerate | error | chat | openai | gpt-5-mini
      < user: fail please
      session {"id":"chat-7","tags":["demo"]}
      error: Error: The model is overloaded | Error: The model is overloaded
      kept operation.name resource.name ai.operationId ai.telemetry.functionId ai.settings.maxRetries ai.telemetry.metadata.userId ai.request.headers.user-agent
    vercel-ai: action weather-agent | error | ai.generateText
      input {"prompt":"fail please"}
      session {"id":"chat-7","tags":["demo"],"end":{"state":"Fail","automatic":true}}
      error: Error: The model is overloaded | Error: The model is overloaded
      kept operation.name resource.name ai.operationId ai.model.provider ai.model.id ai.settings.maxRetries ai.telemetry.metadata.userId ai.request.headers.user-agent
    vercel-ai: llm ai.embed.doEmbed | embeddings | openai | text-embedding-3-small | tokens 4,-,-,-,-
      < user: A cat
      session {"id":"chat-7","tags":["demo"]}
      kept operation.name resource.name ai.operationId ai.telemetry.functionId ai.settings.maxRetries ai.telemetry.metadata.userId ai.request.headers.user-agent ai.embeddings
    vercel-ai: action weather-agent | ai.embed
      input "A cat"
      session {"id":"chat-7","tags":["demo"],"end":{"state":"Success","automatic":true}}
      kept operation.name resource.name ai.operationId ai.model.provider ai.model.id ai.settings.maxRetries ai.telemetry.metadata.userId ai.request.headers.user-agent ai.embedding ai.usage.tokens
    "
  `);
});

test('ai 6.0.326', () => {
  expect(tell(fixture('vercel-ai-ai-6.0.326'))).toMatchInlineSnapshot(`
    "
    vercel-ai: llm ai.generateText.doGenerate | chat | openai | gpt-5-mini > gpt-5-mini-2026-01-01 | tool-calls | tokens 20,7,8,-,3 | tools 1
      < system: You are short.
      < user: Weather in Lima?
      > assistant: {"type":"reasoning","content":"I need the weather."} + get_weather({"city":"Lima"}) call_1 (tool-calls)
      session {"id":"chat-7","tags":["demo"]}
      kept operation.name resource.name ai.operationId ai.telemetry.functionId ai.settings.maxRetries ai.telemetry.metadata.userId ai.request.headers.user-agent ai.prompt.toolChoice ai.response.id ai.response.timestamp ai.usage.inputTokenDetails.noCacheTokens ai.usage.outputTokenDetails.textTokens ai.usage.totalTokens gen_ai.response.id
    vercel-ai: tool get_weather | function | call_1
      arguments {"city":"Lima"}
      result {"sky":"sunny"}
      session {"id":"chat-7","tags":["demo"]}
      kept operation.name resource.name ai.operationId ai.telemetry.functionId ai.telemetry.metadata.userId
    vercel-ai: llm ai.generateText.doGenerate | chat | openai | gpt-5-mini > gpt-5-mini-2026-01-01 | stop | tokens 20,7,8,-,3 | tools 1
      < system: You are short.
      < user: Weather in Lima?
      < assistant: {"type":"reasoning","content":"I need the weather."} + get_weather({"city":"Lima"}) call_1
      < tool: call_1 = {"sky":"sunny"}
      > assistant: It is sunny in Lima. (stop)
      session {"id":"chat-7","tags":["demo"]}
      kept operation.name resource.name ai.operationId ai.telemetry.functionId ai.settings.maxRetries ai.telemetry.metadata.userId ai.request.headers.user-agent ai.prompt.toolChoice ai.response.id ai.response.timestamp ai.usage.inputTokenDetails.noCacheTokens ai.usage.outputTokenDetails.textTokens ai.usage.totalTokens gen_ai.response.id
    vercel-ai: action weather-agent | ai.generateText
      input {"system":"You are short.","prompt":"Weather in Lima?"}
      output "It is sunny in Lima."
      session {"id":"chat-7","tags":["demo"],"end":{"state":"Success","automatic":true}}
      kept operation.name resource.name ai.operationId ai.model.provider ai.model.id ai.settings.maxRetries ai.telemetry.metadata.userId ai.request.headers.user-agent ai.response.finishReason ai.usage.inputTokens ai.usage.inputTokenDetails.noCacheTokens ai.usage.inputTokenDetails.cacheReadTokens ai.usage.outputTokens ai.usage.outputTokenDetails.textTokens ai.usage.outputTokenDetails.reasoningTokens ai.usage.totalTokens ai.usage.reasoningTokens ai.usage.cachedInputTokens
    vercel-ai: llm ai.streamText.doStream | chat | openai | gpt-5-mini > gpt-5-mini-2026-01-01 | stop | tokens 20,7,8,-,3 | streamed timed | logs ai.stream.firstChunk,ai.stream.finish
      < user: Stream it
      > assistant: Sunny in Lima. (stop)
      session {"id":"chat-7","tags":["demo"]}
      kept operation.name resource.name ai.operationId ai.telemetry.functionId ai.settings.maxRetries ai.telemetry.metadata.userId ai.response.msToFinish ai.response.avgOutputTokensPerSecond ai.response.id ai.response.timestamp ai.usage.inputTokenDetails.noCacheTokens ai.usage.outputTokenDetails.textTokens ai.usage.totalTokens gen_ai.response.id
    vercel-ai: action weather-agent | ai.streamText
      input {"messages":[{"role":"user","content":[{"type":"text","text":"Stream it"}]}]}
      output "Sunny in Lima."
      session {"id":"chat-7","tags":["demo"],"end":{"state":"Success","automatic":true}}
      kept operation.name resource.name ai.operationId ai.model.provider ai.model.id ai.settings.maxRetries ai.telemetry.metadata.userId ai.response.finishReason ai.usage.inputTokens ai.usage.inputTokenDetails.noCacheTokens ai.usage.inputTokenDetails.cacheReadTokens ai.usage.outputTokens ai.usage.outputTokenDetails.textTokens ai.usage.outputTokenDetails.reasoningTokens ai.usage.totalTokens ai.usage.reasoningTokens ai.usage.cachedInputTokens
    vercel-ai: llm ai.generateObject.doGenerate | chat | openai | gpt-5-mini > gpt-5-mini-2026-01-01 | stop | tokens 20,7,-,-,-
      < user: Sky as an object
      > assistant: {"sky":"sunny"} (stop)
      session {"id":"chat-7","tags":["demo"]}
      kept operation.name resource.name ai.operationId ai.telemetry.functionId ai.settings.maxRetries ai.telemetry.metadata.userId ai.request.headers.user-agent ai.response.id ai.response.timestamp gen_ai.response.id
    vercel-ai: action weather-agent | ai.generateObject
      input {"prompt":"Sky as an object"}
      output {"sky":"sunny"}
      session {"id":"chat-7","tags":["demo"],"end":{"state":"Success","automatic":true}}
      kept operation.name resource.name ai.operationId ai.model.provider ai.model.id ai.settings.maxRetries ai.telemetry.metadata.userId ai.request.headers.user-agent ai.schema ai.settings.output ai.response.finishReason ai.usage.promptTokens ai.usage.completionTokens
    vercel-ai: llm ai.generateText.doGenerate | error | chat | openai | gpt-5-mini
      < user: fail please
      session {"id":"chat-7","tags":["demo"]}
      error: Error: The model is overloaded | Error: The model is overloaded
      kept operation.name resource.name ai.operationId ai.telemetry.functionId ai.settings.maxRetries ai.telemetry.metadata.userId ai.request.headers.user-agent
    vercel-ai: action weather-agent | error | ai.generateText
      input {"prompt":"fail please"}
      session {"id":"chat-7","tags":["demo"],"end":{"state":"Fail","automatic":true}}
      error: Error: The model is overloaded | Error: The model is overloaded
      kept operation.name resource.name ai.operationId ai.model.provider ai.model.id ai.settings.maxRetries ai.telemetry.metadata.userId ai.request.headers.user-agent
    vercel-ai: llm ai.embed.doEmbed | embeddings | openai | text-embedding-3-small | tokens 4,-,-,-,-
      < user: A cat
      session {"id":"chat-7","tags":["demo"]}
      kept operation.name resource.name ai.operationId ai.telemetry.functionId ai.settings.maxRetries ai.telemetry.metadata.userId ai.request.headers.user-agent ai.embeddings
    vercel-ai: action weather-agent | ai.embed
      input "A cat"
      session {"id":"chat-7","tags":["demo"],"end":{"state":"Success","automatic":true}}
      kept operation.name resource.name ai.operationId ai.model.provider ai.model.id ai.settings.maxRetries ai.telemetry.metadata.userId ai.request.headers.user-agent ai.embedding ai.usage.tokens
    "
  `);
});

test('ai-sdk-otel-legacy 1.0.173', () => {
  expect(tell(fixture('vercel-ai-ai-sdk-otel-legacy-1.0.173'))).toMatchInlineSnapshot(`
    "
    vercel-ai: tool get_weather | function | call_1
      arguments {"city":"Lima"}
      result {"sky":"sunny"}
      kept operation.name resource.name ai.operationId ai.telemetry.functionId
    vercel-ai: llm ai.generateText.doGenerate | chat | openai | gpt-5-mini > gpt-5-mini-2026-01-01 | tool-calls | tokens 20,7,8,-,3 | tools 1
      < system: You are short.
      < user: Weather in Lima?
      > assistant: {"type":"reasoning","content":"I need the weather."} + get_weather({"city":"Lima"}) call_1 (tool-calls)
      kept operation.name resource.name ai.operationId ai.telemetry.functionId ai.settings.maxRetries ai.request.headers.user-agent ai.prompt.toolChoice ai.response.text ai.response.id ai.response.timestamp ai.usage.totalTokens ai.usage.inputTokenDetails.noCacheTokens ai.usage.outputTokenDetails.textTokens gen_ai.response.id
    vercel-ai: llm ai.generateText.doGenerate | chat | openai | gpt-5-mini > gpt-5-mini-2026-01-01 | stop | tokens 20,7,8,-,3 | tools 1
      < system: You are short.
      < user: Weather in Lima?
      < assistant: {"type":"reasoning","content":"I need the weather."} + get_weather({"city":"Lima"}) call_1
      < tool: call_1 = {"sky":"sunny"}
      > assistant: It is sunny in Lima. (stop)
      kept operation.name resource.name ai.operationId ai.telemetry.functionId ai.settings.maxRetries ai.request.headers.user-agent ai.prompt.toolChoice ai.response.id ai.response.timestamp ai.usage.totalTokens ai.usage.inputTokenDetails.noCacheTokens ai.usage.outputTokenDetails.textTokens gen_ai.response.id
    vercel-ai: action weather-agent | ai.generateText
      input {"system":"You are short.","messages":[{"role":"user","content":"Weather in Lima?"}]}
      output "It is sunny in Lima."
      session {"end":{"state":"Success","automatic":true}}
      kept operation.name resource.name ai.operationId ai.model.provider ai.model.id ai.settings.maxRetries ai.request.headers.user-agent ai.response.finishReason ai.response.toolCalls ai.usage.inputTokens ai.usage.outputTokens ai.usage.totalTokens ai.usage.reasoningTokens ai.usage.cachedInputTokens ai.usage.inputTokenDetails.noCacheTokens ai.usage.inputTokenDetails.cacheReadTokens ai.usage.outputTokenDetails.textTokens ai.usage.outputTokenDetails.reasoningTokens
    vercel-ai: llm ai.streamText.doStream | chat | openai | gpt-5-mini > gpt-5-mini-2026-01-01 | stop | tokens 20,7,8,-,3 | streamed timed | logs ai.stream.firstChunk,ai.stream.finish
      < user: Stream it
      > assistant: Sunny in Lima. (stop)
      kept operation.name resource.name ai.operationId ai.telemetry.functionId ai.settings.maxRetries ai.prompt.toolChoice ai.response.id ai.response.timestamp ai.response.msToFinish ai.response.avgOutputTokensPerSecond ai.usage.totalTokens ai.usage.inputTokenDetails.noCacheTokens ai.usage.outputTokenDetails.textTokens gen_ai.response.id
    vercel-ai: action weather-agent | ai.streamText
      input {"messages":[{"role":"user","content":[{"type":"text","text":"Stream it"}]}]}
      output "Sunny in Lima."
      session {"end":{"state":"Success","automatic":true}}
      kept operation.name resource.name ai.operationId ai.model.provider ai.model.id ai.settings.maxRetries ai.response.finishReason ai.usage.inputTokens ai.usage.outputTokens ai.usage.totalTokens ai.usage.reasoningTokens ai.usage.cachedInputTokens ai.usage.inputTokenDetails.noCacheTokens ai.usage.inputTokenDetails.cacheReadTokens ai.usage.outputTokenDetails.textTokens ai.usage.outputTokenDetails.reasoningTokens
    vercel-ai: llm ai.generateObject.doGenerate | chat | openai | gpt-5-mini > gpt-5-mini-2026-01-01 | stop | tokens 20,7,8,-,3
      < user: Sky as an object
      > assistant: {"sky":"sunny"} (stop)
      kept operation.name resource.name ai.operationId ai.telemetry.functionId ai.settings.maxRetries ai.request.headers.user-agent ai.response.id ai.response.timestamp ai.usage.totalTokens gen_ai.response.id
    vercel-ai: action weather-agent | ai.generateObject
      input {"prompt":"Sky as an object"}
      output {"sky":"sunny"}
      session {"end":{"state":"Success","automatic":true}}
      kept operation.name resource.name ai.operationId ai.model.provider ai.model.id ai.settings.maxRetries ai.request.headers.user-agent ai.schema ai.settings.output ai.response.finishReason ai.usage.inputTokens ai.usage.outputTokens ai.usage.totalTokens ai.usage.reasoningTokens ai.usage.cachedInputTokens
    vercel-ai: llm ai.generateText.doGenerate | error | chat | openai | gpt-5-mini
      < user: fail please
      error: Error: The model is overloaded | Error: The model is overloaded
      kept operation.name resource.name ai.operationId ai.telemetry.functionId ai.settings.maxRetries ai.request.headers.user-agent ai.prompt.toolChoice
    vercel-ai: action weather-agent | error | ai.generateText
      input {"messages":[{"role":"user","content":"fail please"}]}
      session {"end":{"state":"Fail","automatic":true}}
      error: Error: The model is overloaded | Error: The model is overloaded
      kept operation.name resource.name ai.operationId ai.model.provider ai.model.id ai.settings.maxRetries ai.request.headers.user-agent
    vercel-ai: llm ai.embed.doEmbed | embeddings | openai | text-embedding-3-small | tokens 4,-,-,-,-
      < user: A cat
      kept operation.name resource.name ai.operationId ai.telemetry.functionId ai.settings.maxRetries ai.request.headers.user-agent ai.embeddings
    vercel-ai: action weather-agent | ai.embed
      input "A cat"
      session {"end":{"state":"Success","automatic":true}}
      kept operation.name resource.name ai.operationId ai.model.provider ai.model.id ai.settings.maxRetries ai.request.headers.user-agent ai.embedding ai.usage.tokens
    "
  `);
});

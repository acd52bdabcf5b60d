import { expect, test } from 'vitest';
import { fixture, tell } from '../tell.ts';

test('genkit 1.42.0', () => {
  expect(tell(fixture('genkit-genkit-1.42.0'))).toMatchInlineSnapshot(`
    "
    genkit: llm fake/echo-1 | chat | fake | echo-1 | stop | tokens 20,7,8,-,3 | tools 1
      < system: You are short.
      < user: Weather in Lima?
      > assistant: get_weather({"city":"Lima"}) call_1
      kept genkit:type genkit:metadata:subtype genkit:key genkit:path genkit:input genkit:output genkit:state
    genkit: tool get_weather | function
      arguments {"city":"Lima"}
      result {"sky":"sunny"}
      kept genkit:type genkit:metadata:subtype genkit:key genkit:path genkit:state
    genkit: llm fake/echo-1 | chat | fake | echo-1 | stop | tokens 20,7,8,-,3 | tools 1
      < system: You are short.
      < user: Weather in Lima?
      < assistant: get_weather({"city":"Lima"}) call_1
      < tool: call_1 = {"sky":"sunny"}
      > assistant: It is sunny in Lima.
      kept genkit:type genkit:metadata:subtype genkit:key genkit:path genkit:input genkit:output genkit:state
    genkit: action generate | util
      input {"model":"fake/echo-1","messages":[{"role":"system","content":[{"text":"You are short."}]},{"role":"user","content":[{"text":"Weather in Lima?"}]},{"role":"mode
      output {"message":{"role":"model","content":[{"text":"It is sunny in Lima."}]},"finishReason":"stop","usage":{"inputTokens":20,"outputTokens":7,"totalTokens":27,"thoug
      kept genkit:type genkit:path genkit:state
    genkit: action generate | util
      input {"model":"fake/echo-1","messages":[{"role":"system","content":[{"text":"You are short."}]},{"role":"user","content":[{"text":"Weather in Lima?"}]}],"tools":["/t
      output {"message":{"role":"model","content":[{"text":"It is sunny in Lima."}]},"finishReason":"stop","usage":{"inputTokens":20,"outputTokens":7,"totalTokens":27,"thoug
      kept genkit:type genkit:path genkit:state
    genkit: action weatherFlow | flow
      input "Weather in Lima?"
      output "It is sunny in Lima."
      session {"end":{"state":"Success"}}
      kept genkit:type genkit:metadata:subtype genkit:key genkit:isRoot genkit:path
    genkit: llm fake/echo-1 | error | chat | fake | echo-1 | tools 1
      < system: You are short.
      < user: fail please
      error: Error: The model is overloaded | Error: The model is overloaded
      kept genkit:type genkit:metadata:subtype genkit:key genkit:path genkit:isFailureSource genkit:input genkit:state
    genkit: action generate | error | util
      input {"model":"fake/echo-1","messages":[{"role":"system","content":[{"text":"You are short."}]},{"role":"user","content":[{"text":"fail please"}]}],"tools":["/tool/g
      error: Error: The model is overloaded | Error: The model is overloaded
      kept genkit:type genkit:path genkit:state
    genkit: action weatherFlow | error | flow
      input "fail please"
      session {"end":{"state":"Fail","raw":"error"}}
      error: Error: The model is overloaded | Error: The model is overloaded
      kept genkit:type genkit:metadata:subtype genkit:key genkit:isRoot genkit:path
    genkit: llm fake/embed-1 | embeddings | fake | embed-1
      < user: A cat
      output {"embeddings":[{"embedding":[0.25,-0.5]}]}
      session {"end":{"state":"Success"}}
      kept genkit:type genkit:metadata:subtype genkit:key genkit:isRoot genkit:path genkit:input
    "
  `);
});

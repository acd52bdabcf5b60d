import { expect, test } from 'vitest';
import { span, tell } from '../tell.ts';

test('workflows, tasks, agents and tools of its decorators', () => {
  const io = {
    'traceloop.entity.input': '{"args":["Weather?"],"kwargs":{}}',
    'traceloop.entity.output': '"Sunny."',
  };
  const kinds = ['workflow', 'task', 'agent', 'tool'].map((kind) =>
    span({
      name: `answer.${kind}`,
      attributes: {
        'traceloop.span.kind': kind,
        'traceloop.entity.name': 'answer',
        'traceloop.entity.path': 'flow',
        'traceloop.workflow.name': 'flow',
        'traceloop.association.properties.session_id': 'chat-7',
        'traceloop.association.properties.user_id': 'user-1',
        'llm.usage.total_tokens': 27,
        'gen_ai.usage.prompt_tokens': 20,
        ...io,
      },
    }),
  );
  const rerank = span({
    name: 'cohere.rerank',
    attributes: { 'llm.request.type': 'rerank', 'gen_ai.system': 'Cohere' },
  });
  const completion = span({
    name: 'openai.completion',
    attributes: {
      'llm.request.type': 'completion',
      'gen_ai.prompt.0.content': 'Once',
      'llm.response.stop_reason': 'max_tokens',
    },
  });
  expect(tell([...kinds, rerank, completion])).toMatchInlineSnapshot(`
    "
    openllmetry: action answer | workflow
      input {"args":["Weather?"],"kwargs":{}}
      output "\\"Sunny.\\""
      session {"id":"chat-7"}
      kept traceloop.span.kind traceloop.entity.path traceloop.workflow.name traceloop.association.properties.user_id llm.usage.total_tokens gen_ai.usage.prompt_tokens
    openllmetry: action answer | task
      input {"args":["Weather?"],"kwargs":{}}
      output "\\"Sunny.\\""
      session {"id":"chat-7"}
      kept traceloop.span.kind traceloop.entity.path traceloop.workflow.name traceloop.association.properties.user_id llm.usage.total_tokens gen_ai.usage.prompt_tokens
    openllmetry: action answer | agent | agent answer
      input {"args":["Weather?"],"kwargs":{}}
      output "\\"Sunny.\\""
      session {"id":"chat-7"}
      kept traceloop.span.kind traceloop.entity.path traceloop.workflow.name traceloop.association.properties.user_id llm.usage.total_tokens gen_ai.usage.prompt_tokens
    openllmetry: tool answer | function
      arguments {"args":["Weather?"],"kwargs":{}}
      result "\\"Sunny.\\""
      session {"id":"chat-7"}
      kept traceloop.span.kind traceloop.entity.path traceloop.workflow.name traceloop.association.properties.user_id llm.usage.total_tokens gen_ai.usage.prompt_tokens
    openllmetry: llm cohere.rerank | rerank | cohere
      kept -
    openllmetry: llm openai.completion | text_completion | max_tokens
      < user: Once
      kept -
    "
  `);
});

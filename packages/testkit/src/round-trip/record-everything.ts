import {
  ActionEvent,
  type AgentOps,
  ErrorEvent,
  LLMEvent,
  type Message,
  type Session,
  ToolEvent,
} from '@agentops/core';

const text = (role: string, content: string): Message => ({
  role,
  parts: [{ type: 'text', content }],
});

/** A session in which everything happens that an event can tell. */
export function recordEverything(agentops: AgentOps): Session {
  const session = agentops.startSession({
    name: 'Find anomalies',
    tags: ['first'],
    attributes: { team: 'blue', 'session.id': 'a word of its own' },
  });
  session.setTags(['demo', 'a,b']);
  const agent = session.createAgent({ name: 'Planner', role: 'plans' });
  const round = session.startAction('round 1', {
    actionType: 'round',
    input: 'Which region is worst?',
    attributes: { 'host.step': 3, nested: { list: [true, 'x', 1e21, null] }, 'gen_ai.agent.id': 7 },
  });
  round.run(() => {
    const call = session.startLLM({
      name: 'plan',
      agent,
      operationName: 'chat',
      provider: 'anthropic',
      requestModel: 'claude-sonnet-4-5',
      inputMessages: [text('system', 'You plan.'), text('user', 'Which región is worst? 🌍')],
      toolDefinitions: [{ name: 'read_csv', input_schema: { type: 'object' } }],
      attributes: { 'gen_ai.request.temperature': 0.5, 'llm.model_name': 'mine' },
    });
    call.end({
      responseModel: 'claude-sonnet-4-5-20250929',
      outputMessages: [
        {
          role: 'assistant',
          parts: [
            { type: 'reasoning', content: 'Hm.' },
            { type: 'tool_call', id: 'c1', name: 'read_csv', arguments: { path: 'a.csv' } },
          ],
          finish_reason: 'tool_call',
        },
      ],
      finishReasons: ['tool_call'],
      usage: {
        inputTokens: 12,
        outputTokens: 5,
        cacheReadInputTokens: 0,
        cacheCreationInputTokens: null,
        reasoningOutputTokens: 2,
      },
      usageSource: 'provider',
    });
    session.startTool('read_csv', { callId: 'c1', arguments: { path: 'a.csv' } }).end({
      result: [{ region: 'North', share: 0.17 }, null],
    });
    session.startTool('write', { arguments: 'x' }).fail(new TypeError('no disk: ü'));
    session.startTool('search', {}).cancel({ output: 'half' });
  });
  round.end({ output: { answer: 'North' }, logs: ['a', 'b'] });
  session.record(
    new ErrorEvent({ errorType: 'Odd', message: 'on its own', details: { a: [1] }, code: 7 }),
  );
  session.record(
    new LLMEvent({
      provider: 'openai',
      requestModel: 'gpt-4o',
      inputMessages: [text('system', 'stays'), text('user', 'hi')],
      streamed: true,
      timeToFirstChunkMs: 12.25,
      attempts: [{ startTime: 1, endTime: 2, statusCode: 200 }],
    }),
  );
  session.record(new ActionEvent({ name: '', actionType: 'state', output: null }));
  session.record(
    new ActionEvent({ name: 'look', input: { at: 1 }, screenshot: 'data:image/png,' }),
  );
  session.record(
    new ToolEvent({
      name: 'run_code',
      kind: 'code',
      arguments: { code: '1 + 1' },
      result: 2,
      logs: 'out',
    }),
  );
  session.record(
    new LLMEvent({
      provider: 'openai',
      requestModel: 'text-embedding-3-small',
      operationName: 'embeddings',
      input: ['a', 'b'],
      output: { dimensions: 3 },
    }),
  );
  session.record(callOfManyParts());
  return session;
}

function callOfManyParts(): LLMEvent {
  return new LLMEvent({
    provider: 'openai',
    requestModel: 'gpt-4o',
    responseModel: 'gpt-4o-2024-08-06',
    threadId: 'thread-1',
    input: { temperature: 0 },
    inputMessages: [
      {
        role: 'user',
        name: 'ann',
        parts: [
          { type: 'text', content: 'What is in it?' },
          { type: 'uri', modality: 'image', uri: 'https://example.com/a.png' },
          { type: 'file', modality: 'document', file_id: 'file-1', mime_type: 'application/pdf' },
        ],
      },
      {
        role: 'tool',
        parts: [{ type: 'tool_call_response', id: 'c1', response: { rows: [1, 2] } }],
      },
      { role: 'user', parts: [{ type: 'other', value: { type: 'odd', of: 'host' } }] },
    ],
    outputMessages: [
      {
        role: 'assistant',
        parts: [{ type: 'refusal', content: 'I can not say.' }],
        finish_reason: 'stop',
      },
    ],
    finishReasons: ['stop'],
    usage: {
      inputTokens: 30,
      outputTokens: 7,
      cacheReadInputTokens: null,
      cacheCreationInputTokens: 4,
      reasoningOutputTokens: null,
    },
    usageSource: 'estimated',
  });
}

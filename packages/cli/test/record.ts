import {
  ActionEvent,
  type Agent,
  AgentOps,
  ErrorEvent,
  LLMEvent,
  type Message,
  type Session,
  ToolEvent,
} from '@agentops/core';

/** Records what `work` does into a directory, as a program would. */
export function recordInto<T>(directory: string, work: (agentops: AgentOps) => T): T {
  const agentops = new AgentOps();
  agentops.init({ directory, autoStartSession: false, logLevel: 'silent' });
  try {
    return work(agentops);
  } finally {
    agentops.shutdown();
  }
}

export function text(role: string, content: string): Message {
  return { role, parts: [{ type: 'text', content }] };
}

function usage(inputTokens: number, outputTokens: number, cacheRead: number | null = null) {
  return {
    inputTokens,
    outputTokens,
    cacheReadInputTokens: cacheRead,
    cacheCreationInputTokens: null,
    reasoningOutputTokens: null,
  };
}

const start = Date.parse('2025-10-15T12:00:00Z');

/** When and how long: milliseconds after the session's start, and for so many. */
function at(offset: number, took: number) {
  return { startTime: start + offset, endTime: start + offset + took };
}

/** A session of a TaskWeaver-style host, in which everything that the tree can show happens. Every time in it is fixed. */
export function recordAnalysis(agentops: AgentOps): Session {
  const session = agentops.startSession({ name: 'Find anomalies', tags: ['demo', 'csv'] });
  const planner = session.createAgent({ name: 'Planner', role: 'plans' });
  const coder = session.createAgent({ name: 'CodeInterpreter' });
  const round = session.record(
    new ActionEvent({
      name: 'round 1',
      actionType: 'round',
      input: 'Find the anomalies in ./data/sales.csv.\nWhich region is worst?',
      output: 'North is worst (row 17).',
      ...at(0, 4200),
    }),
  );
  recordPlanning(session, round, planner);
  recordCoding(session, round, coder);
  session.record(
    new LLMEvent({
      parentId: round,
      provider: 'anthropic',
      requestModel: 'claude-sonnet-4-5-20250929',
      inputMessages: [text('user', 'Summarise.')],
      outputMessages: [text('assistant', 'North is')],
      usage: usage(12_000, 400, 9000),
      streamed: true,
      timeToFirstChunkMs: 320,
      status: 'cancelled',
      ...at(3000, 1100),
    }),
  );
  session.end({ endState: 'Success' });
  return session;
}

function recordPlanning(session: Session, parentId: string, agent: Agent): void {
  const post = session.record(
    new ActionEvent({
      name: 'Planner',
      actionType: 'post',
      agent,
      parentId,
      attributes: { 'taskweaver.send_to': 'CodeInterpreter' },
      output: 'Please load ./data/sales.csv and detect anomalies in the column "amount".',
      ...at(10, 820),
    }),
  );
  session.record(
    new LLMEvent({
      agent,
      parentId: post,
      provider: 'openai',
      requestModel: 'gpt-4o-mini',
      responseModel: 'gpt-4o-mini-2024-07-18',
      inputMessages: [text('system', 'You are the Planner.'), text('user', 'Find the anomalies.')],
      outputMessages: [text('assistant', '{"plan": "1. load\\n2. detect"}')],
      usage: usage(1234, 56, 1024),
      finishReasons: ['stop'],
      attempts: [
        { startTime: start + 20, statusCode: 429 },
        { startTime: start + 400, statusCode: 200 },
      ],
      ...at(20, 800),
    }),
  );
}

function recordCoding(session: Session, parentId: string, agent: Agent): void {
  const post = session.record(
    new ActionEvent({ name: 'post', actionType: 'post', agent, parentId, ...at(900, 2000) }),
  );
  const call = {
    type: 'tool_call',
    id: 'c1',
    name: 'detect',
    arguments: { csv: 'sales.csv' },
  } as const;
  session.record(
    new LLMEvent({
      agent,
      parentId: post,
      provider: 'openai',
      requestModel: 'gpt-4o-mini',
      inputMessages: [text('user', 'Detect them.')],
      outputMessages: [{ role: 'assistant', parts: [call] }],
      usage: usage(2234, 156),
      finishReasons: ['tool_calls'],
      ...at(910, 640),
    }),
  );
  session.record(
    new ToolEvent({
      name: 'detect',
      kind: 'plugin',
      callId: 'c1',
      agent,
      parentId: post,
      arguments: { csv: './data/sales.csv', column: 'amount', options: { threshold: 3.5 } },
      result: [{ row: 17, region: 'North', amount: 99_000 }],
      ...at(1600, 31.25),
    }),
  );
  const plot = new ToolEvent({
    name: 'plot',
    kind: 'plugin',
    agent,
    parentId: post,
    arguments: { file: 'out.png' },
    status: 'error',
    ...at(1700, 0.5),
  });
  session.record(plot);
  session.record(
    new ErrorEvent({
      triggerEvent: plot,
      errorType: 'TypeError',
      code: 'E_PLOT',
      message: "Cannot read properties of undefined (reading 'amount') while drawing the bars",
      stack: 'TypeError: Cannot read properties\n    at draw (plot.js:1:1)',
      ...at(1700.5, 0),
    }),
  );
  session.record(
    new LLMEvent({
      agent,
      parentId: post,
      provider: 'my-llm',
      requestModel: 'scripted-1',
      inputMessages: [
        {
          role: 'tool',
          parts: [{ type: 'tool_call_response', id: 'c1', response: { rows: [17] } }],
        },
      ],
      outputMessages: [text('assistant', `\u001b[31mRow 17\u001b[0m in 日本 ${'x'.repeat(200)}`)],
      finishReasons: ['length'],
      ...at(1800, 1000),
    }),
  );
}

import {
  ActionEvent,
  AgentOps,
  ErrorEvent,
  LLMEvent,
  type Message,
  readSpool,
  type Session,
  ToolEvent,
} from '@agentops/core';
import { tempDir } from '../../../../tooling/temp-dir.ts';

const start = Date.parse('2026-11-20T12:00:00Z');

/** When and how long: milliseconds after the session's start, and for so many. */
const at = (offset: number, took: number) => ({
  startTime: start + offset,
  endTime: start + offset + took,
});

const text = (role: string, content: string): Message => ({
  role,
  parts: [{ type: 'text', content }],
});

const usage = {
  inputTokens: 1200,
  outputTokens: 40,
  cacheReadInputTokens: 900,
  cacheCreationInputTokens: null,
  reasoningOutputTokens: 7,
};

/** The lines that a program's sessions leave in its spool. */
export function recorded(work: (agentops: AgentOps) => void): string {
  const directory = tempDir();
  const agentops = new AgentOps();
  agentops.init({ directory, autoStartSession: false, logLevel: 'silent' });
  work(agentops);
  // Before the writer closes, so that what is open stays open.
  const { records } = readSpool(directory);
  agentops.shutdown();
  return records.map((record) => `${JSON.stringify(record)}\n`).join('');
}

/** A session in which everything happens that an event can tell. */
export function recordAnalysis(agentops: AgentOps): Session {
  const session = agentops.startSession({ name: 'Find anomalies', tags: ['demo', 'a,b'] });
  const agent = session.createAgent({ name: 'Planner', role: 'plans' });
  session.createAgent({ name: 'CodeInterpreter' });
  const round = session.record(
    new ActionEvent({
      name: 'round 1',
      actionType: 'round',
      input: 'Which region is worst?',
      output: ['North', { rows: [17, null, -0.5] }],
      attributes: { 'host.step': 3, nested: { list: [true, 'x', 1e21] }, 'session.id': 'its own' },
      ...at(0, 4200),
    }),
  );
  session.record(
    new LLMEvent({
      parentId: round,
      agent,
      provider: 'openai',
      requestModel: 'gpt-4o',
      responseModel: 'gpt-4o-2024-08-06',
      inputMessages: [text('system', 'You plan.'), text('user', 'Which región is worst? 🌍')],
      outputMessages: [{ ...text('assistant', 'North is.'), finish_reason: 'stop' }],
      toolDefinitions: [{ name: 'read_csv', parameters: { type: 'object' } }],
      finishReasons: ['stop'],
      usage,
      streamed: true,
      timeToFirstChunkMs: 320.125,
      attempts: [{ startTime: start + 100, endTime: start + 900, statusCode: 200 }],
      attributes: { 'gen_ai.request.temperature': 0.2, 'gen_ai.provider.name': 'told twice' },
      ...at(100, 800.25),
    }),
  );
  const tool = new ToolEvent({
    parentId: round,
    name: 'read_csv',
    callId: 'call_1',
    arguments: { path: './data/sales.csv' },
    result: 'sunny',
    kind: 'plugin',
    logs: ['read 20 rows'],
    ...at(1000, 30),
  });
  session.record(tool);
  session.record(
    new ErrorEvent({
      triggerEvent: tool,
      errorType: 'FileNotFoundError',
      message: 'No such file: sales.csv',
      stack: 'FileNotFoundError: …\n  at read',
      code: 'ENOENT',
      details: { path: './data/sales.csv' },
      ...at(1030, 0),
    }),
  );
  return session;
}

/** One that ended, one that is open with an open call, one that failed. */
export function recordDemo(agentops: AgentOps): void {
  recordAnalysis(agentops).end({ endState: 'Success', reason: 'all done' });
  const open = agentops.startSession({ name: 'goes on', tags: ['live'] });
  open.startTool('wait', { arguments: { seconds: 5 } });
  const failed = agentops.startSession({ name: 'broken' });
  failed.startTool('crash').fail(new Error('boom'));
  failed.end({ endState: 'Fail' });
}

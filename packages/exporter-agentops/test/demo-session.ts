import type { Exporter } from '@agentops/core';
import { recordingTo } from './recorded.ts';

/** A session with something of everything, sent to the exporter. */
export async function recordDemo(exporter: Exporter) {
  const { agentops, directory } = recordingTo(exporter);
  const session = agentops.startSession({ name: 'demo', tags: ['prod', 'eu'] });
  const planner = session.createAgent({ name: 'planner', role: 'plans' });
  const round = session.startAction('round', { agent: planner, input: { task: 'look' } });
  const call = session.startLLM({
    agent: planner,
    parentId: round.id,
    provider: 'openai',
    requestModel: 'gpt-4o',
    streamed: true,
    inputMessages: [
      { role: 'system', parts: [{ type: 'text', content: 'Be brief.' }] },
      { role: 'user', parts: [{ type: 'text', content: 'Where is it?' }] },
    ],
    toolDefinitions: [{ type: 'function', function: { name: 'look', parameters: {} } }],
  });
  call.end({
    responseModel: 'gpt-4o-2024-08-06',
    outputMessages: [
      {
        role: 'assistant',
        parts: [{ type: 'tool_call', id: 'c1', name: 'look', arguments: { id: 42 } }],
      },
    ],
    finishReasons: ['tool_calls'],
    usage: {
      inputTokens: 1000,
      outputTokens: 100,
      cacheReadInputTokens: 10,
      cacheCreationInputTokens: null,
      reasoningOutputTokens: 5,
    },
    usageSource: 'provider',
  });
  const tool = session.startTool('look', {
    agent: planner,
    parentId: round.id,
    callId: 'c1',
    arguments: { id: 42 },
  });
  tool.end({ result: { place: 'Zürich' } });
  const failing = session.startTool('write', { parentId: round.id, arguments: 'x' });
  failing.fail(Object.assign(new TypeError('no pen'), { code: 'E_PEN' }));
  round.end({ output: 'done' });
  await agentops.flush();
  session.addTags(['late']);
  await agentops.flush();
  session.end({ endState: 'Fail', reason: 'no pen' });
  const flushed = await agentops.flush();
  return { agentops, session, flushed, directory, ids: { round, call, tool, failing, planner } };
}

/** Whether what was recorded is what happened. Reads the data directory as any reader does. */
import assert from 'node:assert/strict';
import { type AgentOpsEvent, fold, readSpool } from '@agentops/core';
import { expectedTokens, queries, replies } from './script.ts';

type Provider = keyof typeof queries;

/** @throws AssertionError saying what is wrong */
export function checkRecording(directory: string, sessionIds: Record<Provider, string>): void {
  const folded = fold(readSpool(directory).records);
  for (const provider of ['openai', 'anthropic'] as const) {
    const id = sessionIds[provider];
    const session = folded.sessions.find((one) => one.id === id);
    assert.ok(session, `session ${id} is recorded`);
    assert.equal(session.endState, 'Success');
    assert.deepEqual(
      session.agents.map(({ name }) => name),
      ['Planner', 'CodeInterpreter'],
    );
    assert.equal(session.attributes['gen_ai.provider.name'], provider);
    const config = session.attributes['taskweaver.config'] as Record<string, unknown>;
    assert.equal(config['llm.api_key'], '[redacted]');
    checkEvents(
      provider,
      folded.events.filter(({ sessionId }) => sessionId === id),
    );
  }
  assert.ok(!folded.sessions.some(({ attributes }) => attributes['agentops.unattributed']));
}

function checkEvents(provider: Provider, events: AgentOpsEvent[]): void {
  const [round, ...otherRounds] = events.filter((event) => isAction(event, 'round'));
  assert.ok(round && otherRounds.length === 0, 'one round');
  assert.equal(round.input, queries[provider]);
  assert.equal(round.output, replies[provider]);
  assert.equal(round.status, 'ok');

  const posts = events.filter((event) => isAction(event, 'post'));
  assert.deepEqual(
    posts.map(({ name, status, attributes }) => [name, attributes['taskweaver.send_to'], status]),
    postsOf[provider],
  );
  for (const post of posts) {
    assert.equal(post.parentId, round.id);
    assert.equal(post.agent?.name, post.name);
  }
  checkCalls(provider, events, posts);
  checkPlugins(provider, events, posts);
}

const postsOf = {
  openai: [
    ['Planner', 'CodeInterpreter', 'ok'],
    ['CodeInterpreter', 'Planner', 'ok'],
    ['Planner', 'User', 'ok'],
  ],
  anthropic: [
    ['Planner', 'CodeInterpreter', 'ok'],
    ['CodeInterpreter', 'CodeInterpreter', 'error'],
    ['CodeInterpreter', 'Planner', 'ok'],
    ['Planner', 'User', 'ok'],
  ],
};

/** One event a call, under its post, with the tokens that the provider counted. */
function checkCalls(provider: Provider, events: AgentOpsEvent[], posts: AgentOpsEvent[]): void {
  const calls = events.filter((event) => event.type === 'llm');
  assert.deepEqual(
    calls.map(({ parentId }) => parentId),
    posts.map(({ id }) => id),
  );
  const usage = calls.map((call) => [call.usage?.inputTokens, call.usage?.outputTokens]);
  assert.deepEqual(usage, expectedTokens[provider]);
  assert.deepEqual(
    calls.map(({ streamed }) => streamed),
    posts.map(({ name }) => name === 'Planner'),
  );
  for (const call of calls) {
    assert.equal(call.provider, provider);
    assert.equal(call.status, 'ok');
    assert.equal(call.content, undefined, 'nothing of what was said is lost');
    assert.equal(call.inputMessages?.[0]?.role, 'system');
    assert.equal(call.outputMessages?.length, 1);
  }
  const statuses = calls[0]?.attempts.map(({ statusCode }) => statusCode);
  assert.deepEqual(statuses, provider === 'openai' ? [200] : [429, 200]);
}

/** Recorded in another process, under the post here whose code it was. */
function checkPlugins(provider: Provider, events: AgentOpsEvent[], posts: AgentOpsEvent[]): void {
  const plugins = events.filter((event) => event.type === 'tool');
  const codePosts = posts.filter(({ name }) => name === 'CodeInterpreter');
  const [firstCode, secondCode] = codePosts.map(({ id }) => id);
  // By name, as the clocks of two processes may differ by a millisecond.
  const errors = events
    .filter((event) => event.type === 'error')
    .sort((a, b) => a.errorType.localeCompare(b.errorType));
  const calls = plugins.map(({ name, status, parentId }) => [name, status, parentId]);
  if (provider === 'openai') {
    assert.deepEqual(calls, [
      ['load_table', 'ok', firstCode],
      ['find_anomalies', 'ok', firstCode],
      ['summarise', 'ok', firstCode],
    ]);
    const [load, anomalies, summary] = plugins;
    assert.deepEqual(load?.arguments, ['daily_orders.csv']);
    assert.ok(Array.isArray(load?.result) && load.result.length === 60, 'all rows');
    assert.deepEqual(anomalies?.result, [
      { date: '2026-03-20', orders: 262, revenue: 10625.58, deviation: 5.31 },
      { date: '2026-04-17', orders: 125, revenue: 487.5, deviation: -4.45 },
    ]);
    assert.deepEqual(summary?.result, { count: 60, mean: 5113.47, min: 487.5, max: 10625.58 });
    assert.deepEqual(errors, []);
    return;
  }
  assert.deepEqual(calls, [
    ['load_table', 'ok', firstCode],
    ['find_anomalies', 'error', firstCode],
    ['load_table', 'ok', secondCode],
    ['find_anomalies', 'ok', secondCode],
    ['save_table', 'ok', secondCode],
  ]);
  for (const plugin of plugins) assert.equal(plugin.agent?.name, 'CodeInterpreter');
  // The plugin's own error, under the call; and what became of the code, under the post.
  assert.deepEqual(
    errors.map(({ errorType, parentId, triggerEventId }) => [errorType, parentId, triggerEventId]),
    [
      ['execution_failure', firstCode, firstCode],
      ['RangeError', plugins[1]?.id, plugins[1]?.id],
    ],
  );
  assert.equal(errors[1]?.message, 'no column "order_count"; there are date, orders, revenue');
}

function isAction(event: AgentOpsEvent, actionType: string): boolean {
  return event.type === 'action' && event.actionType === actionType;
}

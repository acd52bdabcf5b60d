/** A session in which everything happens, through the exporter to our collector: what is not the same stands in docs/. */
import { fold, readSpool, type SessionData } from '@agentops/core';
import { differences, reasonsTable, recordEverything, withoutTotals } from '@agentops/testkit';
import { expect, it } from 'vitest';
import { AgentOpsExporter } from '../src/index.ts';
import { collectorHere } from './collector-here.ts';
import { apiKey } from './programs/api-key.ts';
import { recordingTo } from './recorded.ts';

async function differencesWith(protocol: 'v2' | 'v4'): Promise<string[]> {
  const { url, store } = await collectorHere();
  const exporter = new AgentOpsExporter({ endpoint: url, apiKey, protocol });
  const { agentops, directory } = recordingTo(exporter);
  const session = recordEverything(agentops);
  expect(await agentops.flush()).toBe(true);
  session.end({ endState: 'Fail', reason: 'no disk' });
  expect(await agentops.flush()).toBe(true);
  await store.project();
  const summary = await store.reader.session(session.id);
  if (!summary) throw new Error('no session came');
  const { items } = await store.reader.sessionEvents(session.id, { limit: 500 });
  const before = fold(readSpool(directory).records);
  return differences(
    { session: before.sessions[0] as SessionData, events: before.events },
    { session: withoutTotals(summary), events: items },
    { pairBy: protocol === 'v2' ? 'id' : 'start' },
  );
}

const reasonsOfV2 = {
  'event.source': 'always `agentops-sdk`: an event does not say who recorded it',
  'event.parentId': 'lost',
  'event.attributes': 'lost',
  'action.name': 'an empty one is the type of the action',
  'action.output': '`null` is absent',
  'error.code': 'always text',
  'error.details': 'what the message was: there is one field for both',
  'error.endTime': 'its start: an error has no duration',
  'llm.agent': 'its role is lost',
  'llm.attempts': 'lost',
  'llm.input': 'with the model that was asked for, the tools and whether it was streamed: `params`',
  'llm.inputMessages': 'parts that ChatML has no word for, such as files, are `other`',
  'llm.name': 'made of the model',
  'llm.operationName': 'always `chat`',
  'llm.output': 'what is known of the answer but for its texts: `returns`',
  'llm.outputMessages': 'parts that ChatML has no word for, such as reasoning, are `other`',
  'llm.provider': 'lost',
  'llm.responseModel':
    'the one that was asked for, where no other is known: there is one field for both',
  'llm.threadId': 'one that is no UUID becomes one',
  'llm.timeToFirstChunkMs': 'lost',
  'llm.usage':
    'tokens that a prompt put into the cache are lost, and so are those that are an estimate',
  'llm.usageSource': 'always `provider`, where there are any',
  'tool.callId': 'lost',
  'tool.kind': 'always `function`',
  'tool.output': 'is the result',
  'tool.result': 'the output of one that was cancelled',
  'tool.status': '`cancelled` is `ok`: only errors are told',
  'session.agents': 'their roles are lost',
  'session.attributes': 'lost, but for `agentops.video`',
  'session.name': 'lost',
  'session.owner': 'the receiver, not the process',
  'session.source': 'as of events',
};

const reasonsOfV4 = {
  'event.attribution': 'always `host-id`: the span names its session',
  'event.source': 'always `agentops`: a span does not say who recorded it',
  'event.parentId':
    'what has no parent is under the session, whose own span is an action; an error under what it is told by',
  'event.attributes':
    'with those of the span that have no field; what is no scalar or list of texts is JSON',
  'action (added)': 'the span of the session, and of an error that no event failed with',
  'action.actionType': '`task`, where AgentOps has no word for it',
  'action.logs': 'lost',
  'action.name': 'an empty one is the name of the span',
  'action.output': '`null` is absent',
  'action.screenshot': 'lost',
  'error.code': 'lost',
  'error.details': 'lost',
  'error.endTime': 'its start: it is an event of a span',
  'error.triggerEventId': 'of one that no event failed with: the action that it is told by',
  'error.triggerEventType': 'as the id',
  'llm.attempts': 'lost',
  'llm.input': 'lost where there are messages; else they are made of it',
  'llm.inputMessages':
    'made of the input where there were none; a part that is no text, image or file is JSON',
  'llm.name': 'of provider and operation, as the SDK names such spans; its own is `operation.name`',
  'llm.threadId': 'lost',
  'llm.timeToFirstChunkMs': 'lost',
  'llm.toolDefinitions': 'name, description and parameters of each',
  'llm.usage': 'those that are an estimate are lost',
  'llm.usageSource': 'always `provider`, where there are any',
  'tool.kind': 'always `function`',
  'tool.logs': 'lost',
  'tool.output': 'is the result',
  'tool.result': 'the output of one that was cancelled; a number is text',
  'tool.status': '`cancelled` is `ok`: only errors are told',
  'session.attributes': 'named `trace.metadata.…`',
  'session.hostEnv': "under OpenTelemetry's names",
  'session.owner': 'the trace, not the process',
  'session.source': 'as of events',
};

it('what differs is what the document says', async () => {
  const v2 = reasonsTable(await differencesWith('v2'), reasonsOfV2);
  const v4 = reasonsTable(await differencesWith('v4'), reasonsOfV4);
  await expect(document(v2, v4)).toMatchFileSnapshot('../../../docs/agentops-round-trip.md');
});

function document(v2: string, v4: string): string {
  return `# What AgentOps' protocols do not carry

<!-- generated: npx vitest run test/field-by-field.test.ts -u, in packages/exporter-agentops -->

A session in which everything happens goes from \`@agentops/exporter-agentops\` to our collector. All that differs afterwards, field by
field; the local store keeps it. Our own records ([\`exporter-http\`](../packages/exporter-http)) carry all of it, and
[OpenTelemetry's spans](otlp-round-trip.md) nearly so.

## v2

${v2}

Everything else is the same: ids (one that is no UUID becomes one, always the same), times to the microsecond, arguments, prompts, answers,
tokens, errors and what they were triggered by, agents, tags and how the session ended.

## v4

Events have other ids, made of the session's and the span's, always the same; what names an event names it by those.

${v4}

Everything else is the same: parents, times to the microsecond, arguments, prompts, answers, tokens, errors and what they were triggered by,
agents with their roles, name and tags of the session, and how it ended.
`;
}

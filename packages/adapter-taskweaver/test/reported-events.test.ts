import { createHash } from 'node:crypto';
import { AdapterRecorder, fold, idFromHash } from '@agentops/core';
import { expect, test } from 'vitest';
import { SessionRecorder } from '../src/adapter.ts';
import type { TaskWeaverEvent } from '../src/index.ts';
import { mapSession } from '../src/mapper.ts';
import { named, startRecording, tree } from './recording.ts';

/** What a bridge reads: plain JSON of another process, with the times and the facts that its shim saw. */
const lines = [
  event(1000, 'round', 'round_start', null, 'Round started', null, { user_query: 'any?' }),
  event(1010, 'post', 'post_start', 'post-1', 'Post created', { role: 'Planner' }),
  event(1020, 'post', 'post_send_to_update', 'post-1', '', { role: 'User' }),
  event(1030, 'post', 'post_message_update', 'post-1', 'two', { is_end: true }),
  event(1040, 'post', 'post_error', 'post-1', 'bad', {}),
  event(1050, 'post', 'post_end', 'post-1', '', {}),
  event(1060, 'round', 'round_end', null, 'Round ended', null, { state: 'finished', reply: 'two' }),
].map((value) => JSON.stringify(value));

function event(
  time: number,
  scope: string,
  t: string,
  post_id: string | null,
  msg: string,
  extra: unknown,
  round = {},
) {
  return {
    session_id: 'py-1',
    time,
    round,
    event: { scope, t, round_id: 'r1', post_id, msg, extra },
  };
}

function replay() {
  const recording = startRecording();
  const source = { adapter: '@agentops/adapter-taskweaver', host: 'taskweaver', hostVersion: null };
  const recorder = new AdapterRecorder(recording.agentops, { source });
  const session = recorder.hostSession('py-1', mapSession({ session_id: 'py-1' }));
  if (!session) throw new Error('switched off');
  const sessionRecorder = new SessionRecorder(recorder, session, true);
  const eventId = (hostId: string) =>
    idFromHash(createHash('sha256').update(`stream-1 py-1 ${hostId}`).digest());
  for (const line of lines) {
    const { event, time, round } = JSON.parse(line);
    sessionRecorder.handle(event as TaskWeaverEvent, { time, eventId, round: () => round });
  }
  return recording;
}

test('events that were reported from another process keep their times', () => {
  const folded = replay().folded();
  expect(tree(folded)).toMatchInlineSnapshot(`
    "session "py-1" open
      agent Planner
      action round: "any?" → "two"
        action Planner by Planner [error]: post, → "bad"
          error post_error by Planner: "bad"
    "
  `);
  expect(named(folded, 'action', 'round')).toMatchObject([
    { input: 'any?', output: 'two', startTime: 1000, endTime: 1060 },
  ]);
  expect(named(folded, 'action', 'Planner')).toMatchObject([{ startTime: 1010, endTime: 1050 }]);
  expect(named(folded, 'error')).toMatchObject([{ startTime: 1040 }]);
});

test('mapped twice they are the same events', () => {
  const once = replay();
  const again = replay();
  const ids = ({ events }: ReturnType<typeof fold>) => events.map(({ id }) => id);
  expect(ids(again.folded())).toEqual(ids(once.folded()));
  expect(fold([...once.records(), ...again.records()]).events).toHaveLength(3);
});

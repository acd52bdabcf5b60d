import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { tempDir } from '../../../../tooling/temp-dir.ts';
import type { Message } from '../../src/events/message.ts';
import type { Session } from '../../src/session/session.ts';
import { runChild } from '../child.ts';
import { eventRecords, readDirectory, withSessions } from '../recording.ts';

const long = 'x'.repeat(17 * 1024);
const says = (content: string): Message => ({ role: 'user', parts: [{ type: 'text', content }] });

function one() {
  const setup = withSessions(1);
  const { recording } = setup;
  return {
    ...setup,
    session: setup.sessions[0] as Session,
    /** What was written about events, in order. */
    written: () =>
      eventRecords(recording.read().records).map(({ kind, content }) => [kind, content]),
  };
}

describe('content of more than 16 KiB', () => {
  it('is written after the turn of the host, and the start of its event at once', async () => {
    const { session, recording, written } = one();
    session.startTool('t', { arguments: { long }, attributes: { note: 'later too' } });
    expect(written()).toEqual([['start', 'pending']]);
    expect(recording.read().event('t')).toMatchObject({ status: 'running', content: 'pending' });
    await setImmediate();
    expect(written()).toEqual([
      ['start', 'pending'],
      ['update', 'captured'],
    ]);
    const event = recording.read().event('t');
    expect(event).toMatchObject({ arguments: { long }, attributes: { note: 'later too' } });
    expect(event.content).toBeUndefined();
  });

  it("is written before its own event's end", () => {
    const { session, recording, written } = one();
    session.startTool('t', { arguments: { long } }).end({ result: 'short' });
    expect(written()).toEqual([
      ['start', 'pending'],
      ['update', 'captured'],
      ['end', undefined],
    ]);
    expect(recording.read().event('t')).toMatchObject({ arguments: { long }, result: 'short' });
  });

  it('of an end comes after the end', async () => {
    const { session, recording, written } = one();
    session.startTool('t').end({ result: { long } });
    expect(written().slice(1)).toEqual([['end', 'pending']]);
    expect(recording.read().event('t')).toMatchObject({ status: 'ok', content: 'pending' });
    await setImmediate();
    expect(recording.read().event('t')).toMatchObject({ result: { long }, status: 'ok' });
  });

  it('is as it was at the call, whatever the host does to it before it is written', async () => {
    const { session, recording } = one();
    const payload = { list: [long, 'before'] };
    session.startTool('t', { arguments: payload });
    payload.list[1] = 'after';
    payload.list.push('more');
    await setImmediate();
    expect(recording.read().event('t')).toMatchObject({ arguments: { list: [long, 'before'] } });
  });

  it('of a prompt is deferred too, and a prompt that follows on it is whole', async () => {
    const { session, recording } = one();
    session.startLLM({ name: 'one', inputMessages: [says(long)] });
    session.startLLM({ name: 'two', inputMessages: [says(long), says('more')] });
    expect(recording.read().event('two')).toMatchObject({ content: 'partial' });
    await setImmediate();
    expect(recording.read().event('two')).toMatchObject({
      inputMessages: [says(long), says('more')],
    });
    expect(recording.read().event('two').content).toBeUndefined();
  });

  it('keeps names, models and describing attributes in the start', () => {
    const { session, recording } = one();
    const attributes = { 'gen_ai.request.temperature': 0.5 };
    session.startLLM({ requestModel: 'm', inputMessages: [says(long)], attributes });
    expect(recording.read().event('chat m')).toMatchObject({
      content: 'pending',
      requestModel: 'm',
      attributes,
    });
  });

  it('of one short text less is written at once', () => {
    const { session, written } = one();
    session.startTool('t', { arguments: 'x'.repeat(16 * 1024 - 100) });
    expect(written()).toEqual([['start', undefined]]);
  });

  it('is on disk when flush resolves, and after shutdown', async () => {
    const { session, agentops, recording } = one();
    session.startTool('flushed', { arguments: { long } });
    await agentops.flush();
    expect(recording.read().event('flushed')).toMatchObject({ arguments: { long } });
    session.startTool('shut', { arguments: { long } });
    agentops.shutdown();
    expect(recording.read().event('shut')).toMatchObject({ arguments: { long } });
  });
});

describe('a process that is gone before deferred content was written', () => {
  async function end(way: string) {
    const directory = tempDir();
    await runChild('deferred.mjs', { args: [way], env: { AGENTOPS_DIR: directory } });
    return readDirectory(directory).event('chat m');
  }

  it.each(['exit', 'throw', 'later'])('has it on disk after: %s', async (way) => {
    const event = await end(way);
    expect(event).toMatchObject({ status: 'indeterminate', inputMessages: [{ role: 'user' }] });
    expect(event.content).toBeUndefined();
  });

  it('has lost just that after SIGKILL in the same turn, and its reader says so', async () => {
    expect(await end('kill')).toMatchObject({
      status: 'indeterminate',
      content: 'lost',
      requestModel: 'm',
      inputMessages: null,
    });
  });
});

import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { tempDir } from '../../../../tooling/temp-dir.ts';
import { Diagnostics } from '../../src/diagnostics.ts';
import { createId } from '../../src/events/id.ts';
import type { LLMEvent } from '../../src/events/llm-event.ts';
import type { Message } from '../../src/events/message.ts';
import { pathsOf } from '../../src/pipeline/data-directory.ts';
import { Pipeline } from '../../src/pipeline/pipeline.ts';
import { SpoolWriter } from '../../src/pipeline/spool-writer.ts';
import { identifyWriter } from '../../src/pipeline/writer-identity.ts';
import type { Session } from '../../src/session/session.ts';
import { eventRecords, readDirectory, withSessions } from '../recording.ts';

const says = (role: string, content: string): Message => ({
  role,
  parts: [{ type: 'text', content }],
});

/** A conversation: each turn sends all that was said before, parsed anew as an app that keeps JSON does. */
function* turns(count: number, chars: number): Generator<Message[]> {
  const messages: Message[] = [says('system', 'You answer.')];
  for (let turn = 0; turn < count; turn++) {
    messages.push(says('user', `${turn} ${'q'.repeat(chars / 2)}`));
    yield JSON.parse(JSON.stringify(messages));
    messages.push(says('assistant', `${turn} ${'a'.repeat(chars / 2)}`));
  }
}

/** A pipeline whose segments are full early. */
function pipeline(segmentBytes: number) {
  const directory = tempDir();
  const info = { ...identifyWriter(), sdkVersion: 'test' };
  const diagnostics = new Diagnostics('silent');
  const spool = new SpoolWriter({ id: createId(), directory, info, diagnostics, segmentBytes });
  const pipe = new Pipeline({ spool, diagnostics, capture: true });
  onTestFinished(() => pipe.close('test'));
  const sessionId = createId();
  const client = {};
  return {
    directory,
    pipe,
    segments: () => readdirSync(pathsOf(directory).spool).sort(),
    call(inputMessages: Message[], tools?: unknown) {
      const id = createId();
      const identity = { id, type: 'llm', sessionId, name: 'call', startTime: 1 } as const;
      const toolDefinitions = tools === undefined ? {} : { toolDefinitions: tools };
      const options = { capture: true, promptOwner: client };
      pipe.event('start', { ...identity, inputMessages, ...toolDefinitions }, options);
      pipe.event('end', { ...identity, status: 'ok' }, options);
      return id;
    },
    messagesOf(id: string) {
      const event = readDirectory(directory).events.find((each) => each.id === id);
      return (event as LLMEvent | undefined)?.inputMessages;
    },
  };
}

describe('the prompts of a conversation', () => {
  it('take less than 0.4 MB for 50 turns that grow to 200 KB, and read as they were sent', () => {
    const { recording, sessions } = withSessions(1);
    const sent: Message[][] = [];
    for (const messages of turns(50, 4000)) {
      sent.push(structuredClone(messages));
      (sessions[0] as Session).startLLM({ inputMessages: messages }).end();
    }
    expect(JSON.stringify(sent.at(-1)).length).toBeGreaterThan(195_000);
    const { spool } = pathsOf(recording.directory);
    const bytes = readdirSync(spool).reduce(
      (sum, name) => sum + statSync(join(spool, name)).size,
      0,
    );
    expect(bytes).toBeLessThan(400_000);
    const events = recording.read().events as LLMEvent[];
    expect(events.map(({ inputMessages }) => inputMessages)).toEqual(sent);
  });

  it('are told from those of another conversation of the same client', () => {
    const { directory, call, messagesOf } = pipeline(1e9);
    const conversations = ['a', 'b', 'c'].map((name) =>
      [...turns(4, 100)].map((messages) => [says('system', name), ...messages]),
    );
    const ids = [0, 1, 2, 3].flatMap((turn) =>
      conversations.map(
        (each) => [call(structuredClone(each[turn]) as Message[]), each[turn]] as const,
      ),
    );
    for (const [id, messages] of ids) expect(messagesOf(id)).toEqual(messages);
    const added = eventRecords(readDirectory(directory).records)
      .filter(({ kind }) => kind === 'start')
      .map(({ prompt }) => prompt?.add.length);
    expect(added).toEqual([3, 3, 3, 2, 2, 2, 2, 2, 2, 2, 2, 2]);
  });

  it('are whole where the history was rewritten, shortened, or an image in it has changed', () => {
    const { call, messagesOf } = pipeline(1e9);
    const [first, second] = [...turns(2, 100)] as [Message[], Message[]];
    const image = (content: string): Message => ({
      role: 'user',
      parts: [{ type: 'blob', modality: 'image', content }],
    });
    const prompts = [
      second,
      first,
      [says('system', 'other'), ...second.slice(1)],
      [...second, image('1')],
      [...second, image('2')],
      [],
    ];
    const ids = prompts.map((messages) => call(structuredClone(messages)));
    expect(ids.map(messagesOf)).toEqual(prompts);
  });

  it('have the tools that were offered with each, and none where none were', () => {
    const { directory, call } = pipeline(1e9);
    const [one, two] = [...turns(2, 100)] as [Message[], Message[]];
    const tools = [{ name: 'read' }];
    const ids = [call(one, tools), call(two, tools), call(two, [{ name: 'write' }]), call(two)];
    const events = readDirectory(directory).events as LLMEvent[];
    const offered = ids.map((id) => events.find((event) => event.id === id)?.toolDefinitions);
    expect(offered).toEqual([tools, tools, [{ name: 'write' }], undefined]);
    const written = JSON.stringify(readDirectory(directory).records);
    expect(written.split('"read"')).toHaveLength(2);
  });
});

describe('a segment', () => {
  it('is closed when it is full, and the next one begins with who writes', () => {
    const { directory, call, segments } = pipeline(2000);
    for (const messages of turns(20, 400)) call(messages);
    expect(segments().length).toBeGreaterThan(3);
    const { spool } = pathsOf(directory);
    for (const name of segments().slice(0, -1)) {
      const { size } = statSync(join(spool, name));
      expect(size).toBeGreaterThanOrEqual(2000);
      expect(size).toBeLessThan(12_000);
    }
    const { records, losses } = readDirectory(directory);
    const heads = records.filter((record) => record.kind === 'writer');
    expect(heads.map(({ info }) => info.segment)).toEqual(segments().map((_, index) => index));
    expect(losses).toEqual([]);
  });

  it('begins with a fresh base, so that its prompts are whole without the ones before', () => {
    const { directory, call, messagesOf } = pipeline(2000);
    const sent = [...turns(20, 400)].map((messages) => [call(messages), structuredClone(messages)]);
    const records = eventRecords(readDirectory(directory).records);
    const fresh = records.filter(({ prompt }) => prompt && prompt.base === undefined);
    expect(fresh.length).toBeGreaterThan(2);
    expect(fresh.length).toBeLessThan(20);
    for (const [id, messages] of sent) expect(messagesOf(id as string)).toEqual(messages);
  });

  it('has the content that was deferred while it was open', () => {
    const { directory, pipe } = pipeline(500);
    const identity = {
      id: createId(),
      type: 'tool',
      sessionId: createId(),
      name: 't',
      startTime: 1,
    } as const;
    const content = { arguments: 'x'.repeat(20_000) };
    pipe.event('start', { ...identity, ...content }, { capture: true });
    pipe.write({ kind: 'heartbeat' });
    pipe.write({ kind: 'heartbeat' });
    expect(readDirectory(directory).event('t')).toMatchObject(content);
    const [first] = readDirectory(directory).records.filter(({ kind }) => kind === 'update');
    const rotation = readDirectory(directory).records.filter(({ kind }) => kind === 'writer')[1];
    expect(first?.seq).toBeLessThan(rotation?.seq as number);
  });
});

import {
  appendFileSync,
  mkdirSync,
  readdirSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { AgentOps, type Diagnostic, pathsOf } from '@agentops/core';
import { createMemoryStore, type Store, StoreWriteError } from '@agentops/store';
import { describe, expect, it, onTestFinished } from 'vitest';
import { tempDir } from '../../../../../tooling/temp-dir.ts';
import { SpoolReceiver } from '../../../src/receive/spool/spool-receiver.ts';

function recordSession(directory: string, name: string, prompt = 'hello'): string {
  const agentops = new AgentOps();
  agentops.init({ directory, autoStartSession: false, logLevel: 'silent' });
  const session = agentops.startSession({ name });
  const inputMessages = [{ role: 'user', parts: [{ type: 'text' as const, content: prompt }] }];
  session.startLLM({ requestModel: 'gpt-5', inputMessages }).end();
  session.end({ endState: 'Success' });
  agentops.shutdown();
  return session.id;
}

function receiving(
  directory: string,
  store: Store = createMemoryStore(),
  options: { maxLineBytes?: number } = {},
) {
  const said: Diagnostic[] = [];
  const receiver = new SpoolReceiver({
    directory,
    store,
    report: (diagnostic) => said.push(diagnostic),
    pollMs: 10,
    ...options,
  });
  onTestFinished(() => receiver.close());
  const names = async () => {
    await store.project();
    return (await store.reader.sessions()).items.map(({ name }) => name).sort();
  };
  return { receiver, store, said, names };
}

describe('what is in the spool', () => {
  it('is taken in, of all processes, with progress', async () => {
    const directory = tempDir();
    recordSession(directory, 'one');
    recordSession(directory, 'two');
    const { receiver, names } = receiving(directory);
    const progress: number[] = [];
    await receiver.catchUp(({ readBytes, totalBytes }) => progress.push(readBytes / totalBytes));
    expect(await names()).toEqual(['one', 'two']);
    expect(progress.at(-1)).toBe(1);
    expect(receiver.state()).toMatchObject({ files: 2, unreadBytes: 0, rejectedLines: 0 });
  });

  it('is followed as it grows, by new processes too', async () => {
    const directory = tempDir();
    const { receiver, names } = receiving(directory);
    receiver.follow();
    expect(await names()).toEqual([]);
    recordSession(directory, 'later');
    await expect.poll(names).toEqual(['later']);
    recordSession(directory, 'latest');
    await expect.poll(names).toEqual(['later', 'latest']);
  });

  it('is taken in once by one receiver after another', async () => {
    const directory = tempDir();
    recordSession(directory, 'one');
    const { receiver, store } = receiving(directory);
    await receiver.catchUp();
    recordSession(directory, 'two');
    const second = receiving(directory, store);
    await second.receiver.catchUp();
    expect(await second.names()).toEqual(['one', 'two']);
    const before = (await store.reader.health()).records;
    expect(second.receiver.state().records).toBeLessThan(before);
    await receiving(directory, store).receiver.catchUp();
    expect((await store.reader.health()).records).toBe(before);
  });

  it('has the texts put back that stand in files of their own, also when those are gone later', async () => {
    const directory = tempDir();
    const prompt = `begin ${'word '.repeat(80_000)}end`;
    const id = recordSession(directory, 'long', prompt);
    expect(readdirSync(pathsOf(directory).blobs)).toHaveLength(1);
    const { receiver, store } = receiving(directory);
    await receiver.catchUp();
    rmSync(pathsOf(directory).blobs, { recursive: true });
    await store.project();
    const { items } = await store.reader.sessionEvents(id);
    expect(items[0]).toMatchObject({
      inputMessages: [{ parts: [{ content: prompt }] }],
    });
  });
});

describe('what is not whole', () => {
  it('waits: a last line without an end may still be written', async () => {
    const directory = tempDir();
    recordSession(directory, 'one');
    const folder = pathsOf(directory).spool;
    const file = join(folder, readdirSync(folder)[0] as string);
    const line = `{"v":1,"writer":"w","seq":0,"time":1,"kind":"session","phase":"start","session":{"id":"s","name":"torn","startTime":1}}`;
    appendFileSync(file, line);
    const { receiver, names } = receiving(directory);
    await receiver.catchUp();
    expect(await names()).toEqual(['one']);
    expect(receiver.state().unreadBytes).toBe(line.length);
    appendFileSync(file, '\n');
    await receiver.catchUp();
    expect(await names()).toEqual(['one', 'torn']);
  });

  it('is named and left out, and the rest is taken', async () => {
    const directory = tempDir();
    recordSession(directory, 'one');
    const folder = pathsOf(directory).spool;
    const file = join(folder, readdirSync(folder)[0] as string);
    appendFileSync(file, 'no record\n{"v":99,"writer":"n","seq":0}\n');
    recordSession(directory, 'two');
    const { receiver, names, said } = receiving(directory);
    await receiver.catchUp();
    expect(await names()).toEqual(['one', 'two']);
    expect(said.map(({ code }) => code)).toEqual(['spool-damaged', 'records-newer']);
    expect(said[1]?.message).toContain('version 99');
  });

  it('is no reason to stop when a file disappears under it', async () => {
    const directory = tempDir();
    mkdirSync(pathsOf(directory).spool, { recursive: true });
    const { receiver, names } = receiving(directory);
    await receiver.catchUp();
    recordSession(directory, 'one');
    const folder = pathsOf(directory).spool;
    truncateSync(join(folder, readdirSync(folder)[0] as string), 0);
    writeFileSync(join(folder, 'not-ours.txt'), 'x');
    await receiver.catchUp();
    rmSync(folder, { recursive: true });
    await receiver.catchUp();
    expect(await names()).toEqual([]);
  });
});

describe('what can not be read', () => {
  it('is named once, and all else is taken in', async () => {
    const directory = tempDir();
    recordSession(directory, 'one');
    const folder = pathsOf(directory).spool;
    // Stands for a file without the permission: the superuser may read all files, and nobody a folder.
    mkdirSync(join(folder, '0000.ndjson'));
    const { receiver, names, said } = receiving(directory);
    await receiver.catchUp();
    receiver.follow();
    expect(await names()).toEqual(['one']);
    recordSession(directory, 'later');
    await expect.poll(names).toEqual(['later', 'one']);
    expect(said.map(({ code }) => code)).toEqual(['spool-unreadable']);
    expect(said[0]?.message).toContain(`${join(folder, '0000.ndjson')} can't be read (EISDIR`);
    const unreadable = [{ file: '0000.ndjson', reason: expect.stringContaining('EISDIR') }];
    expect(receiver.state()).toMatchObject({ unreadable, failure: null });
    rmSync(join(folder, '0000.ndjson'), { recursive: true });
    expect(receiver.state().unreadable).toEqual([]);
  });

  it('may be the folder, and is no reason to die', async () => {
    const directory = tempDir();
    writeFileSync(pathsOf(directory).spool, 'a file');
    const { receiver, names, said } = receiving(directory);
    await receiver.catchUp();
    await receiver.catchUp();
    expect(said.map(({ code }) => code)).toEqual(['spool-unreadable']);
    expect(receiver.state().unreadable).toMatchObject([{ file: 'spool' }]);
    rmSync(pathsOf(directory).spool);
    recordSession(directory, 'one');
    await receiver.catchUp();
    expect(await names()).toEqual(['one']);
    expect(receiver.state().unreadable).toEqual([]);
  });

  it('may be a line without an end, and what comes after it is taken in', async () => {
    const directory = tempDir();
    mkdirSync(pathsOf(directory).spool, { recursive: true });
    const file = join(pathsOf(directory).spool, 'a.0000.ndjson');
    const maxLineBytes = 5 * 1024 * 1024;
    writeFileSync(file, Buffer.alloc(2 * maxLineBytes));
    const { receiver, names, said, store } = receiving(directory, undefined, { maxLineBytes });
    await receiver.catchUp();
    expect(said.map(({ message }) => message)).toEqual([
      'A line of a.0000.ndjson at byte 0 is longer than 5242880 bytes, so it is no record. It was left out.',
    ]);
    expect(receiver.state()).toMatchObject({ rejectedLines: 1, unreadBytes: 0 });
    const line = `{"v":1,"writer":"w","seq":0,"time":1,"kind":"session","phase":"start","session":{"id":"s","name":"behind","startTime":1}}\n`;
    appendFileSync(file, `the end of the line\n${line}`);
    const next = receiving(directory, store, { maxLineBytes });
    await next.receiver.catchUp();
    expect(await names()).toEqual(['behind']);
    expect(next.said.map(({ code }) => code)).toEqual(['spool-damaged']);
  });
});

describe('a store that takes nothing', () => {
  it('gets it later, and nothing is passed over', async () => {
    const directory = tempDir();
    recordSession(directory, 'one');
    const store = createMemoryStore();
    const append = store.append.bind(store);
    let full = true;
    store.append = async (...args) => {
      if (full) throw new StoreWriteError('The disk is full.');
      return await append(...args);
    };
    const { receiver, names, said } = receiving(directory, store);
    receiver.follow();
    await expect.poll(() => said.map(({ code }) => code)).toContain('spool-unread');
    expect(said[0]?.message).toContain('The disk is full.');
    full = false;
    await expect.poll(names).toEqual(['one']);
  });
});

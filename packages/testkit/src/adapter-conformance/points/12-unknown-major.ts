import assert from 'node:assert/strict';
import { readStream, request, startStream } from '../calls.ts';
import { definePoint } from '../case.ts';
import type { CaseRun } from '../case-run.ts';
import { comparable } from '../comparable.ts';

const hello = { text: 'Hello', usage: { inputTokens: 5, outputTokens: 2 } };

async function futureClients(run: CaseRun) {
  const provider = await run.provider(hello, hello, hello, hello);
  const create = () => {
    const client = run.driver.createUnknownMajor?.({ url: provider.url, maxRetries: 0 });
    assert.ok(client);
    return client;
  };
  return { bare: create(), attached: run.attach(create()) };
}

/** What it said that a person should look at. */
function complaints(run: CaseRun) {
  return run.diagnostics.filter(({ level }) => level === 'warn' || level === 'error');
}

export const unknownMajor = definePoint(
  12,
  'unknown-major',
  'An unknown host is probed by shape, and never silently left out',
  [
    {
      id: 'works',
      title: 'a later major version works as it does without us',
      needs: ['createUnknownMajor'],
      async run(run) {
        const { bare, attached } = await futureClients(run);
        const use = async (client: object) => {
          const result = await run.driver.call(client, request);
          const reading = run.driver.stream && (await readStream(run, startStream(run, client)));
          return [run.driver.textOf(result), reading?.texts, reading?.failedAt];
        };
        assert.deepEqual(comparable(await use(attached)), comparable(await use(bare)));
      },
    },
    {
      id: 'says-what-is-missing',
      title: 'what can’t be hooked in it is said once, by name',
      needs: ['createUnknownMajor'],
      async run(run) {
        await futureClients(run);
        const first = complaints(run).map(({ code, message }) => [code, message]);
        assert.ok(first.length > 0, 'Nothing was said.');
        await futureClients(run);
        assert.deepEqual(
          complaints(run).map(({ code, message }) => [code, message]),
          first,
        );
      },
    },
    {
      id: 'recorded-as-far-as-it-goes',
      title: 'a call and a stream of it are recorded, and end',
      needs: ['createUnknownMajor'],
      async run(run) {
        const { attached } = await futureClients(run);
        await run.driver.call(attached, request);
        if (run.driver.stream) await readStream(run, startStream(run, attached));
        const { llm } = await run.recorded();
        assert.equal(llm.length, run.driver.stream ? 2 : 1);
        for (const { status } of llm) assert.equal(status, 'ok');
      },
    },
    {
      id: 'says-its-version',
      title: 'the diagnostics name the host, and the events have its version where it can be told',
      async run(run) {
        const provider = await run.provider(hello);
        await run.driver.call(run.attached(provider), request);
        const { source } = (await run.recorded()).call;
        assert.ok(source && source.host !== '' && source.adapter !== '');
        assert.ok(
          run.diagnostics.some(({ message }) => message.includes(source.host)),
          `No diagnostic names ${source.host}.`,
        );
      },
    },
    {
      id: 'something-else',
      title: 'something that is no host at all is handed back, and that is said by name',
      async run(run) {
        for (const other of [{}, { request: 'no function' }, Object.freeze({ a: 1 })]) {
          assert.equal(run.attach(other), other);
        }
        assert.ok(complaints(run).length > 0, 'Nothing was said.');
      },
    },
    {
      id: 'frozen-host',
      title: 'a host that can’t be changed works on, and that is said by name',
      async run(run) {
        const provider = await run.provider(hello);
        const client = Object.freeze(run.bare(provider));
        assert.equal(run.attach(client), client);
        assert.equal(run.driver.textOf(await run.driver.call(client, request)), hello.text);
        const { llm } = await run.recorded();
        assert.ok(llm.length > 0 || complaints(run).length > 0, 'Nothing was said.');
      },
    },
  ],
);

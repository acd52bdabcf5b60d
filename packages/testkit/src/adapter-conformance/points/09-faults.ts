import assert from 'node:assert/strict';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Exporter, InitOptions } from '@agentops/core';
import { readStream, request, startStream } from '../calls.ts';
import { type CaseDefinition, definePoint } from '../case.ts';
import type { CaseRun } from '../case-run.ts';
import { comparable } from '../comparable.ts';
import { sameAsBare } from '../comparison.ts';
import { hostilePayloads, hostilePrompts, oddBodies } from '../hostile-data.ts';

const hello = { text: 'Hello there', usage: { inputTokens: 5, outputTokens: 2 } };

/** A call, a stream and a failing call, as with the bare host. */
async function hostDoesNotNotice(run: CaseRun): Promise<void> {
  await sameAsBare(run, [hello, hello, { error: 400 }], async (client) => {
    const result = await run.driver.call(client, request);
    const reading = run.driver.stream && (await readStream(run, startStream(run, client)));
    const last = await Promise.resolve(run.driver.call(client, request)).catch((error) => error);
    return [result, reading, last];
  });
}

const exporter = (send: Exporter['export']): Exporter => ({ name: 'of the test', export: send });

/** AgentOps started in ways that can't go well. */
const brokenStarts: [id: string, title: string, options: (run: CaseRun) => InitOptions][] = [
  [
    'throwing-exporter',
    'an exporter that throws',
    () => ({
      exporters: [
        exporter(() => {
          throw new Error('of the exporter');
        }),
      ],
    }),
  ],
  [
    'rejecting-exporter',
    'an exporter that rejects',
    () => ({ exporters: [exporter(() => Promise.reject(new Error('of the exporter')))] }),
  ],
  [
    'throwing-redactor',
    'a redactor that throws',
    () => ({
      redact: () => {
        throw new Error('of the redactor');
      },
    }),
  ],
  ['disabled', 'recording that is switched off', () => ({ disabled: true })],
];

const startCases: CaseDefinition[] = brokenStarts.map(([id, title, options]) => ({
  id,
  title: `with ${title} the host does what it always does`,
  async run(run) {
    run.init(options(run));
    await hostDoesNotNotice(run);
  },
}));

const payloadCases: CaseDefinition[] = hostilePayloads.map(([id, title, payload]) => ({
  id,
  title: `with ${title} in the request the host does what it always does`,
  needs: ['extraBody'],
  async run(run) {
    await sameAsBare(run, [hello], async (client) =>
      run.driver.call(client, { ...request, extraBody: payload() }),
    );
    assert.equal((await run.recorded()).llm.length, 1);
  },
}));

const promptCases: CaseDefinition[] = hostilePrompts.map(([id, title, makePrompt]) => ({
  id,
  title: `with ${title} in the prompt the host does what it always does, and the call is recorded`,
  async run(run) {
    const prompt = makePrompt();
    await sameAsBare(run, [hello], async (client) => run.driver.call(client, { prompt }));
    const { call } = await run.recorded();
    assert.equal(call.status, 'ok');
    assert.equal(call.inputMessages?.length, 1);
  },
}));

export const faults = definePoint(
  9,
  'faults',
  'Whatever goes wrong with us, the host does not notice',
  [
    ...startCases,
    ...payloadCases,
    ...promptCases,
    {
      id: 'slow-exporter',
      title: 'an exporter that never comes to an end delays nothing',
      async run(run) {
        run.init({ exporters: [exporter(() => new Promise(() => {}))] });
        // Who waits for the exporter waits for a flush, and this one has begun already.
        const flushed = run.agentops.flush().then(() => 'the flush');
        const first = await Promise.race([hostDoesNotNotice(run).then(() => 'the host'), flushed]);
        assert.equal(first, 'the host', 'The calls took as long as the exporter.');
      },
    },
    {
      id: 'directory-gone',
      title: 'a data directory that is removed under way is not noticed',
      async run(run) {
        run.init();
        rmSync(run.directory, { recursive: true, force: true });
        await hostDoesNotNotice(run);
      },
    },
    {
      id: 'shut-down-under-way',
      title: 'AgentOps that is shut down during a stream does not end the stream',
      needs: ['stream'],
      async run(run) {
        await sameAsBare(run, [hello], (client) =>
          readStream(run, startStream(run, client), () => {
            run.shutDown();
            return false;
          }),
        );
      },
    },
    {
      id: 'throwing-listener',
      title: 'a listener to diagnostics that throws is not noticed',
      async run(run) {
        run.agentops.onDiagnostic(() => {
          throw new Error('of the listener');
        });
        await hostDoesNotNotice(run);
      },
    },
    {
      id: 'odd-answers',
      title:
        'answers of a shape that no mapper expects reach the caller as they are, and the call ends',
      async run(run) {
        for (const body of oddBodies) {
          const server = createServer((_, response) => {
            response.writeHead(200, { 'content-type': 'application/json' }).end(body);
          }).listen(0, '127.0.0.1');
          run.afterwards(() => server.close());
          await once(server, 'listening');
          const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
          const ask = async (client: object) =>
            comparable(await Promise.resolve(run.driver.call(client, request)).catch((e) => e));
          assert.deepEqual(await ask(run.attached({ url })), await ask(run.bare({ url })), body);
        }
        const { llm } = await run.recorded();
        assert.deepEqual(
          [llm.length, llm.filter(({ status }) => status === 'running').length],
          [oddBodies.length, 0],
        );
      },
    },
    {
      id: 'host-code-runs-once',
      title: 'a toJSON in the request runs at most once more than without us',
      needs: ['extraBody'],
      async run(run) {
        const runsWith = async (client: object) => {
          let runs = 0;
          class Counted {
            toJSON() {
              runs++;
              return 'counted';
            }
          }
          await run.driver.call(client, { ...request, extraBody: { metadata: new Counted() } });
          return runs;
        };
        const provider = await run.provider(hello, hello);
        const bare = await runsWith(run.bare(provider));
        const attached = await runsWith(run.attached(provider));
        assert.ok(attached <= bare + 1, `It ran ${attached} times instead of ${bare}.`);
      },
    },
  ],
);

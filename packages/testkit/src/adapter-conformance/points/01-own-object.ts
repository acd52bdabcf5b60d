import assert from 'node:assert/strict';
import { readStream, request, startStream, textOfChunk } from '../calls.ts';
import { definePoint } from '../case.ts';
import type { CaseRun } from '../case-run.ts';
import { sameAsBare } from '../comparison.ts';
import { leftOut } from '../left-out.ts';
import { textOf } from '../recorded.ts';

const hello = { text: 'Hello, you there!', usage: { inputTokens: 5, outputTokens: 4 } };
const answer = { text: '{"answer":42}', usage: { inputTokens: 5, outputTokens: 4 } };

/** What a class and its instance look like from outside. */
function shapeOf(object: object): unknown {
  const prototype = Object.getPrototypeOf(object);
  return {
    class: prototype?.constructor?.name,
    enumerable: Object.keys(object),
    methods: Object.getOwnPropertyNames(prototype ?? {}),
    tag: Object.prototype.toString.call(object),
  };
}

async function recordedText(run: CaseRun, text: string): Promise<void> {
  assert.equal(textOf((await run.recorded()).call.outputMessages), text);
}

export const ownObject = definePoint(1, 'own-object', 'The host gets back its own object', [
  {
    id: 'nothing-left-out',
    title:
      'the driver has all that shows of the host, so that no case is passed over without a reason',
    async run(run) {
      const missing = await leftOut(run);
      assert.deepEqual(
        missing,
        [],
        `The host has ${missing.join(', ')}: say so in the driver or its capabilities, and skip with a reason what fails then.`,
      );
    },
  },
  {
    id: 'attach-returns-it',
    title: 'attaching returns the very object, of the same class and with the same visible keys',
    async run(run) {
      const provider = await run.provider();
      const client = run.bare(provider);
      const before = shapeOf(client);
      assert.equal(run.attach(client), client);
      assert.deepStrictEqual(shapeOf(client), before);
    },
  },
  {
    id: 'call-result',
    title: 'a call returns the same kind of promise, and resolves to the same kind of object',
    async run(run) {
      await sameAsBare(run, [hello], async (client) => {
        const pending = run.driver.call(client, request);
        const shape = { class: pending.constructor.name, keys: Object.keys(pending).sort() };
        const result = await pending;
        return { promise: shape, result, again: (await pending) === result };
      });
    },
  },
  {
    id: 'stream-result',
    title: 'a streamed call resolves to the same kind of stream',
    needs: ['stream'],
    async run(run) {
      await sameAsBare(run, [hello], async (client) => {
        const stream = await startStream(run, client);
        const shape = shapeOf(stream);
        for await (const _ of stream);
        return shape;
      });
    },
  },
  {
    id: 'with-response',
    title: 'the parsed body comes together with the HTTP response',
    needs: ['withResponse'],
    async run(run) {
      await sameAsBare(run, [hello], async (client) => run.driver.withResponse?.(client, request));
      await recordedText(run, hello.text);
    },
  },
  {
    id: 'as-response',
    title: 'the HTTP response alone comes with its body unread, and the call is recorded',
    needs: ['asResponse'],
    async run(run) {
      await sameAsBare(run, [hello], async (client) => {
        const response = await run.driver.asResponse?.(run.driver.call(client, request));
        return [response?.status, response?.bodyUsed, await response?.text()];
      });
      assert.equal((await run.recorded()).call.status, 'ok');
    },
  },
  {
    id: 'response-and-body',
    title: 'both the HTTP response and the parsed body can be had of one call, recorded once',
    needs: ['asResponse'],
    async run(run) {
      await sameAsBare(run, [hello], async (client) => {
        const pending = run.driver.call(client, request);
        const response = await run.driver.asResponse?.(pending);
        return [response?.status, await pending];
      });
      await recordedText(run, hello.text);
    },
  },
  {
    id: 'stream-with-response',
    title: 'a stream comes together with the HTTP response, and is recorded as it is read',
    needs: ['streamWithResponse'],
    async run(run) {
      await sameAsBare(run, [hello], async (client) => {
        const both = await run.driver.streamWithResponse?.(client, request);
        assert.ok(both);
        const reading = await readStream(run, Promise.resolve(both.data));
        return [both.response.status, shapeOf(both.data), reading];
      });
      const { call } = await run.recorded();
      assert.equal(textOf(call.outputMessages), hello.text);
      assert.equal(call.status, 'ok');
    },
  },
  {
    id: 'stream-as-response',
    title:
      'the HTTP response of a stream alone comes with its body unread, and the call is recorded',
    needs: ['stream', 'asResponse'],
    async run(run) {
      await sameAsBare(run, [hello], async (client) => {
        const response = await run.driver.asResponse?.(startStream(run, client));
        const text = await response?.text();
        return [response?.bodyUsed, text?.replaceAll(/"created(_at)?":\d+/g, '')];
      });
      assert.equal((await run.recorded()).call.status, 'ok');
    },
  },
  {
    id: 'parse',
    title: 'the host parses the answer into an object',
    needs: ['parse'],
    async run(run) {
      await sameAsBare(run, [answer], async (client) => run.driver.parse?.(client, request));
      await recordedText(run, answer.text);
    },
  },
  {
    id: 'tee',
    title: 'a stream can be split in two, and both branches say everything',
    needs: ['stream', 'tee'],
    async run(run) {
      await sameAsBare(run, [hello], async (client) => {
        const branches = run.driver.tee?.(await startStream(run, client)) ?? [];
        const texts: string[] = [];
        for (const branch of branches) {
          let text = '';
          for await (const chunk of branch) text += textOfChunk(run, chunk);
          texts.push(text);
        }
        return texts;
      });
      await recordedText(run, hello.text);
    },
  },
  {
    id: 'to-readable-stream',
    title: 'a stream can be turned into a ReadableStream with the same bytes',
    needs: ['stream', 'toReadableStream'],
    async run(run) {
      await sameAsBare(run, [hello], async (client) => {
        const stream = run.driver.toReadableStream?.(await startStream(run, client));
        const text = await new Response(stream).text();
        return text.replaceAll(/"created(_at)?":\d+/g, '');
      });
      await recordedText(run, hello.text);
    },
  },
  {
    id: 'stream-helper',
    title: "the host's own helper around a stream works, and is recorded as one streamed call",
    needs: ['streamHelper'],
    async run(run) {
      await sameAsBare(run, [hello], async (client) => {
        const started = run.driver.streamHelper?.(client, request);
        return [started?.helper.constructor.name, await started?.finalText()];
      });
      const { call } = await run.recorded();
      assert.equal(textOf(call.outputMessages), hello.text);
      assert.equal(call.streamed, true);
    },
  },
  {
    id: 'clone',
    title: 'a client made by an attached one is of its class, has its own options, and is recorded',
    needs: ['withOptions'],
    async run(run) {
      const script = [{ error: 500 }, { error: 500 }, hello];
      await sameAsBare(run, script, async (client) => {
        const clone = run.driver.withOptions?.(client, { maxRetries: 2 }) ?? client;
        return [clone === client, shapeOf(clone), await run.driver.call(clone, request)];
      });
      await recordedText(run, hello.text);
    },
  },
  {
    id: 'subclass',
    title: 'an instance of a class that extends the host’s is recorded, and stays one',
    async run(run) {
      const client = { subclass: true };
      await sameAsBare(
        run,
        [hello],
        async (client) => [shapeOf(client), await run.driver.call(client, request)],
        { client },
      );
      await recordedText(run, hello.text);
    },
  },
  {
    id: 'visible-state',
    title: 'what the client shows of itself (keys, JSON) is as before',
    async run(run) {
      const provider = await run.provider();
      const client = run.bare(provider);
      const before = { ...client } as Record<string, unknown>;
      const json = jsonOf(client);
      run.attach(client);
      assert.equal(jsonOf(client), json);
      const after = { ...client } as Record<string, unknown>;
      assert.deepEqual(Object.keys(after), Object.keys(before));
      for (const key of Object.keys(before)) assert.equal(after[key], before[key], key);
    },
  },
]);

function jsonOf(value: object): string {
  try {
    return JSON.stringify(value) ?? '';
  } catch (error) {
    return `[throws ${(error as Error).constructor.name}]`;
  }
}

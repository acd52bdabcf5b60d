import assert from 'node:assert/strict';
import { createRecorder } from '@agentops/core';
import { failure, readStream, request, startStream, weatherLoop, weatherTool } from '../calls.ts';
import { definePoint } from '../case.ts';
import type { CaseRun } from '../case-run.ts';
import { sameAsBare } from '../comparison.ts';
import { textOf } from '../recorded.ts';

const hello = { text: 'Hello', usage: { inputTokens: 5, outputTokens: 2 } };

/** An LLM call of a framework that sits on the host, as its adapter would record it. */
function frameworkCall(run: CaseRun) {
  const recorder = createRecorder({
    agentops: run.agentops,
    source: { adapter: 'of the test', host: 'framework', hostVersion: null },
  });
  const origin = recorder.locate();
  assert.ok(origin);
  return recorder.start(
    origin,
    { type: 'llm', name: 'of the framework', claims: true },
    {},
    () => ({
      provider: 'framework',
      requestModel: 'as the framework calls it',
      usage: {
        inputTokens: 1,
        outputTokens: 1,
        cacheReadInputTokens: null,
        cacheCreationInputTokens: null,
        reasoningOutputTokens: null,
      },
    }),
  );
}

export const once = definePoint(10, 'once', 'What happens once is recorded once', [
  {
    id: 'attached-twice',
    title: 'a client that is attached twice records a call once',
    async run(run) {
      const provider = await run.provider(hello);
      const client = run.attached(provider);
      assert.equal(run.attach(client), client);
      await run.driver.call(client, request);
      assert.equal((await run.recorded()).call.status, 'ok');
    },
  },
  {
    id: 'clone-attached',
    title: 'a clone of an attached client that is attached again records a call once',
    needs: ['withOptions'],
    async run(run) {
      const provider = await run.provider(hello);
      const clone = run.driver.withOptions?.(run.attached(provider), { maxRetries: 0 });
      assert.ok(clone);
      await run.driver.call(run.attach(clone), request);
      assert.equal((await run.recorded()).call.status, 'ok');
    },
  },
  {
    id: 'proxy-attached',
    title: 'a client that is attached directly and through a Proxy records a call once',
    async run(run) {
      const provider = await run.provider(hello);
      const client = run.attached(provider);
      run.attach(new Proxy(client, {}));
      await run.driver.call(client, request);
      assert.equal((await run.recorded()).call.status, 'ok');
    },
  },
  {
    id: 'called-through-a-proxy',
    title:
      'a client that is attached, and called through a Proxy of it, does what it does without us, recorded once',
    async run(run) {
      const { error } = await sameAsBare(run, [hello], async (client) =>
        run.driver.call(new Proxy(client, {}), request),
      );
      // The methods of some hosts reach for private fields, which a Proxy has not.
      if (error === undefined) assert.equal((await run.recorded()).call.status, 'ok');
    },
  },
  {
    id: 'heir-attached',
    title:
      'a client that is attached directly and through an object that inherits from it records a call once',
    async run(run) {
      const provider = await run.provider(hello);
      const client = run.attached(provider);
      run.attach(Object.create(client));
      await run.driver.call(client, request);
      assert.equal((await run.recorded()).call.status, 'ok');
    },
  },
  {
    id: 'subclass-attached',
    title:
      'an instance of a class that extends the host’s and is attached twice records a call once',
    async run(run) {
      const provider = await run.provider(hello);
      const client = run.attached(provider, {}, { subclass: true });
      assert.equal(run.attach(client), client);
      await run.driver.call(client, request);
      assert.equal((await run.recorded()).call.status, 'ok');
    },
  },
  {
    id: 'tools-sent-again',
    title: 'a tool call is recorded once, though each later request repeats its result',
    needs: ['toolLoop'],
    async run(run) {
      const [asks, answers] = weatherLoop;
      assert.ok(asks && answers);
      const again = { toolCalls: [{ id: 'call_rome', name: 'get_weather', arguments: {} }] };
      const provider = await run.provider(asks, again, answers);
      await run.driver.toolLoop?.(run.attached(provider), {
        prompt: request.prompt,
        tools: [weatherTool],
        runTool: () => 'sunny',
      });
      const { tools } = await run.recorded();
      assert.deepEqual(
        tools.map(({ callId }) => callId),
        ['call_bern', 'call_rome'],
      );
    },
  },
  {
    id: 'traced-tool',
    title: 'a tool that is traced by hand is one event, and learns the id of its call',
    needs: ['toolLoop'],
    async run(run) {
      const provider = await run.provider(...weatherLoop);
      const weather = run.agentops.traceTool('get_weather', async (args: unknown) => {
        assert.deepEqual(args, { city: 'Bern' });
        return 'sunny';
      });
      await run.driver.toolLoop?.(run.attached(provider), {
        prompt: request.prompt,
        tools: [weatherTool],
        runTool: (_name, args) => weather(args),
      });
      const { tools } = await run.recorded();
      assert.deepEqual(
        tools.map(({ callId, name, result, status }) => [callId, name, result, status]),
        [['call_bern', 'get_weather', 'sunny', 'ok']],
      );
    },
  },
  {
    id: 'claimed',
    title: 'a call that a framework’s event stands for is that event, with the provider’s usage',
    async run(run) {
      const provider = await run.provider(hello);
      const client = run.attached(provider);
      const event = frameworkCall(run);
      await event.run(async () => run.driver.call(client, request));
      event.end();
      const { call } = await run.recorded();
      assert.equal(call.id, event.id);
      assert.equal(call.name, 'of the framework');
      assert.equal(call.source?.adapter, 'of the test');
      assert.equal(call.usage?.inputTokens, 5);
      assert.equal(textOf(call.outputMessages), 'Hello');
      assert.notEqual(call.requestModel, 'as the framework calls it');
    },
  },
  {
    id: 'claimed-stream',
    title: 'so is a streamed call',
    needs: ['stream'],
    async run(run) {
      const provider = await run.provider(hello);
      const client = run.attached(provider);
      const event = frameworkCall(run);
      await event.run(() => readStream(run, startStream(run, client)));
      event.end();
      const { call } = await run.recorded();
      assert.equal(call.id, event.id);
      assert.equal(textOf(call.outputMessages), 'Hello');
      assert.equal(call.streamed, true);
    },
  },
  {
    id: 'claimed-retry',
    title: 'a framework that calls again after a failure has one event with both attempts',
    async run(run) {
      const provider = await run.provider({ error: 500 }, hello);
      const client = run.attached(provider);
      const event = frameworkCall(run);
      await event.run(async () => {
        await failure(run.driver.call(client, request));
        await run.driver.call(client, request);
      });
      event.end();
      const { call, errors } = await run.recorded();
      assert.deepEqual(
        call.attempts.map(({ statusCode }) => statusCode),
        [500, 200],
      );
      assert.equal(call.status, 'ok');
      assert.equal(errors.length, 0);
    },
  },
  {
    id: 'claim-is-over',
    title: 'a call after the framework’s event has ended is an event of its own, under it',
    async run(run) {
      const provider = await run.provider(hello);
      const client = run.attached(provider);
      const event = frameworkCall(run);
      await event.run(async () => {
        event.end();
        await run.driver.call(client, request);
      });
      const { llm } = await run.recorded();
      assert.equal(llm.length, 2);
      assert.equal(llm.find(({ id }) => id !== event.id)?.parentId, event.id);
    },
  },
]);

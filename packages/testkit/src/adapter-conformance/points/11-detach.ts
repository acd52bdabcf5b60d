import assert from 'node:assert/strict';
import { readStream, request, startStream } from '../calls.ts';
import { definePoint } from '../case.ts';
import { sameAsBare } from '../comparison.ts';
import { textOf } from '../recorded.ts';

const hello = { text: ['Hello ', 'there'], usage: { inputTokens: 5, outputTokens: 2 } };

function properties(object: object): Record<string, PropertyDescriptor> {
  return Object.getOwnPropertyDescriptors(object) as Record<string, PropertyDescriptor>;
}

/** The client, and the objects that can be reached from it by properties, such as `client.chat.completions`. */
function parts(client: object): Map<string, object> {
  const found = new Map<string, object>([['client', client]]);
  const seen = new Set<object>([client]);
  for (const [path, part] of found) {
    for (const [key, { value }] of Object.entries(properties(part))) {
      if (typeof value !== 'object' || value === null || seen.has(value)) continue;
      seen.add(value);
      found.set(`${path}.${key}`, value);
    }
  }
  return found;
}

export const detaching = definePoint(11, 'detach', 'Detaching restores the host exactly', [
  {
    id: 'restores',
    title: 'after detaching, every property of the client is what it was, and of what hangs on it',
    async run(run) {
      const provider = await run.provider();
      const client = run.bare(provider);
      const before = [...parts(client)].map(
        ([path, part]) => [path, part, properties(part)] as const,
      );
      run.attach(client);
      run.detach(client);
      for (const [path, part, was] of before) {
        const is = properties(part);
        assert.deepEqual(Object.keys(is), Object.keys(was), path);
        for (const [key, { value, get, enumerable }] of Object.entries(was)) {
          assert.equal(is[key]?.value, value, `${path}.${key}`);
          assert.equal(is[key]?.get, get, `${path}.${key}`);
          assert.equal(is[key]?.enumerable, enumerable, `${path}.${key}`);
        }
      }
    },
  },
  {
    id: 'records-no-more',
    title: 'after detaching nothing is recorded, and the host works',
    async run(run) {
      await sameAsBare(run, [hello, hello], async (client) => {
        run.detach(client);
        const reading = run.driver.stream && (await readStream(run, startStream(run, client)));
        return [reading, await run.driver.call(client, request)];
      });
      assert.equal((await run.recorded()).llm.length, 0);
    },
  },
  {
    id: 'never-attached',
    title: 'detaching what was never attached changes nothing',
    async run(run) {
      const client = run.bare(await run.provider());
      const before = properties(client);
      run.detach(client);
      assert.deepEqual(Object.keys(properties(client)), Object.keys(before));
    },
  },
  {
    id: 'during-a-call',
    title: 'a call that is under way is recorded to its end',
    async run(run) {
      const provider = await run.provider({ ...hello, headersDelayMs: 50 });
      const client = run.attached(provider);
      const pending = Promise.resolve(run.driver.call(client, request));
      run.detach(client);
      await pending;
      const { call } = await run.recorded();
      assert.equal(call.status, 'ok');
      assert.equal(textOf(call.outputMessages), 'Hello there');
    },
  },
  {
    id: 'during-a-retry',
    title: 'so is one that is retried meanwhile',
    async run(run) {
      const provider = await run.provider({ error: 429, retryAfterMs: 50 }, hello);
      const client = run.attached(provider, {}, { maxRetries: 1 });
      const pending = Promise.resolve(run.driver.call(client, request));
      await provider.requests[0]?.ended;
      run.detach(client);
      await pending;
      assert.equal((await run.recorded()).call.status, 'ok');
    },
  },
  {
    id: 'during-a-stream',
    title: 'so is a stream that is being read',
    needs: ['stream'],
    async run(run) {
      const provider = await run.provider(hello);
      const client = run.attached(provider);
      await readStream(run, startStream(run, client), () => {
        run.detach(client);
        return false;
      });
      const { call } = await run.recorded();
      assert.equal(call.status, 'ok');
      assert.equal(textOf(call.outputMessages), 'Hello there');
    },
  },
  {
    id: 'under-a-wrapper',
    title:
      'under a wrapper that somebody else put over ours since, the wrapper stays and we are silent',
    async run(run) {
      const provider = await run.provider(hello, hello);
      const client = run.bare(provider);
      const before = properties(client);
      run.attach(client);
      const ours = Object.entries(properties(client)).filter(
        ([key, { value }]) => typeof value === 'function' && before[key]?.value !== value,
      );
      let wrapperCalls = 0;
      const wrappers = ours.map(([key, { value }]) => {
        const wrapper = function (this: unknown, ...args: unknown[]): unknown {
          wrapperCalls++;
          return Reflect.apply(value as () => unknown, this, args);
        };
        Object.defineProperty(client, key, { value: wrapper, configurable: true, writable: true });
        return [key, wrapper] as const;
      });
      run.detach(client);
      await run.driver.call(client, request);
      for (const [key, wrapper] of wrappers) assert.equal(Reflect.get(client, key), wrapper);
      if (wrappers.length > 0) assert.ok(wrapperCalls > 0);
      assert.equal((await run.recorded()).llm.length, 0);
      run.attach(client);
      await run.driver.call(client, request);
      assert.equal((await run.recorded()).call.status, 'ok');
    },
  },
  {
    id: 'attached-again',
    title: 'a client that is attached again records again, once',
    async run(run) {
      const provider = await run.provider(hello, hello);
      const client = run.attached(provider);
      run.detach(client);
      await run.driver.call(client, request);
      run.attach(client);
      await run.driver.call(client, request);
      assert.equal((await run.recorded()).call.status, 'ok');
    },
  },
]);

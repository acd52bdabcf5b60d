import assert from 'node:assert/strict';
import { waitUntil } from '../../conformance-kit/waiting.ts';
import { request, weatherLoop, weatherTool } from '../calls.ts';
import { type CaseDefinition, definePoint } from '../case.ts';
import { endings, letEnd } from '../endings/index.ts';
import { collectUntil } from '../waiting.ts';

const oneEnding: CaseDefinition[] = endings.map((ending) => ({
  id: ending.id,
  title: `${ending.title}: one start and one end, ${ending.status}`,
  needs: ending.needs,
  async run(run) {
    const recorded = await letEnd(run, ending);
    const { call } = recorded;
    assert.equal(call.status, ending.status);
    assert.deepEqual(recorded.lifeOf(call), { starts: 1, ends: 1 });
    assert.ok(
      call.endTime !== undefined && call.endTime >= call.startTime,
      'It ends after it starts.',
    );
  },
}));

export const oneEnd = definePoint(4, 'one-end', 'Every start has exactly one end', [
  ...oneEnding,
  {
    id: 'not-awaited',
    title: 'a call that nobody awaits: by its answer, or when it is collected',
    async run(run) {
      const provider = await run.provider({ text: 'Hello' });
      const client = run.attached(provider);
      void run.driver.call(client, request);
      // A host may send only what is awaited: then there is nothing, or something that ends.
      const hasEnded = async () => {
        const { llm } = await run.recorded();
        return (
          llm.length >= provider.requests.length && llm.every(({ status }) => status !== 'running')
        );
      };
      await waitUntil(() => provider.requests.length > 0, 'the request').catch(() => {});
      await collectUntil(hasEnded, 'the event of a call that nobody awaits to end');
      const recorded = await run.recorded();
      for (const event of recorded.llm) {
        assert.deepEqual(recorded.lifeOf(event), { starts: 1, ends: 1 });
        assert.notEqual(event.status, 'error');
      }
    },
  },
  {
    id: 'retried',
    title: 'a call that is retried is one event with an attempt for each request',
    async run(run) {
      const provider = await run.provider({ error: 429, retryAfterMs: 1 }, { text: 'Hello' });
      await run.driver.call(run.attached(provider, {}, { maxRetries: 2 }), request);
      const recorded = await run.recorded();
      const { call } = recorded;
      assert.deepEqual(recorded.lifeOf(call), { starts: 1, ends: 1 });
      assert.deepEqual(
        call.attempts.map(({ statusCode }) => statusCode),
        [429, 200],
      );
      for (const { startTime, endTime } of call.attempts) assert.ok((endTime ?? 0) >= startTime);
    },
  },
  {
    id: 'tool-loop',
    title: 'each turn of a tool loop has its own end, and so has each tool call',
    needs: ['toolLoop'],
    async run(run) {
      const provider = await run.provider(...weatherLoop);
      const loop = { prompt: request.prompt, tools: [weatherTool], runTool: () => 'sunny' };
      await run.driver.toolLoop?.(run.attached(provider), loop);
      const recorded = await run.recorded();
      assert.deepEqual(
        recorded.folded.events.map(({ type, status }) => [type, status]),
        [
          ['llm', 'ok'],
          ['tool', 'ok'],
          ['llm', 'ok'],
        ],
      );
      for (const event of recorded.llm) assert.equal(recorded.lifeOf(event).ends, 1);
    },
  },
  {
    id: 'error-event',
    title: 'a failed call has one error event under it, with the error’s class and message',
    async run(run) {
      const provider = await run.provider({
        error: { status: 400, message: 'Too long (scripted)' },
      });
      const client = run.attached(provider);
      const error = await Promise.resolve(run.driver.call(client, request)).catch((e: Error) => e);
      const { errors, call } = await run.recorded();
      assert.equal(errors.length, 1);
      const [event] = errors;
      assert.equal(event?.triggerEventId, call.id);
      assert.equal(event?.parentId, call.id);
      assert.equal(event?.errorType, (error as Error).constructor.name);
      assert.equal(event?.message, (error as Error).message);
    },
  },
]);

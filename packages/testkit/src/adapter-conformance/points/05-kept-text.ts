import assert from 'node:assert/strict';
import { readStream, startStream, weatherTool } from '../calls.ts';
import { type CaseDefinition, definePoint } from '../case.ts';
import { endings, letEnd } from '../endings/index.ts';
import { textOf } from '../recorded.ts';

const kept: CaseDefinition[] = endings
  .filter(({ status, text }) => status !== 'ok' && text !== undefined)
  .map((ending) => ({
    id: ending.id,
    title: `${ending.title}: the text that was seen is kept`,
    needs: ending.needs,
    async run(run) {
      const { call } = await letEnd(run, ending);
      assert.equal(textOf(call.outputMessages), ending.text);
    },
  }));

export const keptText = definePoint(
  5,
  'kept-text',
  'Text and usage seen before a break, abort or error are kept',
  [
    ...kept,
    {
      id: 'reasoning',
      title: 'reasoning that was seen before a break is kept, apart from the text',
      needs: ['stream'],
      async run(run) {
        const provider = await run.provider({
          reasoning: ['Let me ', 'think.'],
          text: ['a', 'b'],
          hangAfterChunks: 3,
        });
        const pending = startStream(run, run.attached(provider));
        await readStream(run, pending, (texts) => texts.length === 1);
        const { call } = await run.recorded();
        assert.equal(textOf(call.outputMessages), 'a');
        assert.equal(textOf(call.outputMessages, 'reasoning'), 'Let me think.');
      },
    },
    {
      id: 'tool-arguments',
      title: 'a tool call of which half the arguments were seen is kept, as text',
      needs: ['stream', 'toolLoop'],
      async run(run) {
        const provider = await run.provider({
          toolCalls: [{ id: 'call_1', name: 'get_weather', arguments: { city: 'Bern, Berne' } }],
          cutAfterChunks: 1,
        });
        const call = { prompt: 'Weather?', tools: [weatherTool] };
        await readStream(run, startStream(run, run.attached(provider), call));
        const [part] = (await run.recorded()).call.outputMessages?.[0]?.parts ?? [];
        assert.deepEqual(part, {
          type: 'tool_call',
          id: 'call_1',
          name: 'get_weather',
          arguments: '{"city":',
        });
      },
    },
    {
      id: 'usage-before-break',
      title:
        'usage is what the provider had said before the break, and null where it had said none',
      needs: ['stream'],
      async run(run) {
        const provider = await run.provider({
          text: ['a', 'b'],
          usage: { inputTokens: 9, outputTokens: 7 },
          hangAfterChunks: 1,
        });
        const pending = startStream(run, run.attached(provider));
        await readStream(run, pending, (texts) => texts.length === 1);
        const { usage } = (await run.recorded()).call;
        assert.equal(usage?.inputTokens ?? null, run.capabilities.usageBeforeText ? 9 : null);
      },
    },
    {
      id: 'open-stream-on-disk',
      title: 'what a long stream has said is on disk while it is still open',
      needs: ['stream'],
      async run(run) {
        const provider = await run.provider({
          text: Array.from({ length: 20 }, (_, index) => `${index} ${'word '.repeat(200)}`),
          hangAfterChunks: 20,
        });
        const iterator = (await startStream(run, run.attached(provider)))[Symbol.asyncIterator]();
        let text = '';
        while (!text.startsWith('19')) {
          const { value } = await iterator.next();
          text = run.driver.textOfChunk?.(value) ?? '';
        }
        const { call } = await run.recorded();
        assert.equal(call.status, 'running');
        assert.ok(textOf(call.outputMessages).length > 8 * 1024);
        await iterator.return?.(undefined);
      },
    },
  ],
);

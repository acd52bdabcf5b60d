import assert from 'node:assert/strict';
import type { Message, ToolCallPart } from '@agentops/core';
import type { ScriptedReply } from '../../scripted-provider/script.ts';
import { readStream, request, startStream, weatherTool } from '../calls.ts';
import { definePoint } from '../case.ts';
import type { CallRequest } from '../driver.ts';
import { textOf } from '../recorded.ts';

const cities = ['Bern', 'Zürich – “HB”', '東京 🗼'];

const parallel: ScriptedReply = {
  text: 'Let me look.',
  toolCalls: cities.map((city, index) => ({
    id: `call_${index}`,
    name: 'get_weather',
    arguments: { city, note: 'x'.repeat(20 * index) },
  })),
};

const withTools: CallRequest = { ...request, tools: [weatherTool] };

function toolCalls(messages: readonly Message[] | null): ToolCallPart[] {
  return (messages ?? []).flatMap(({ parts }) => parts.filter((part) => part.type === 'tool_call'));
}

function assertParallel(messages: readonly Message[] | null): void {
  assert.deepEqual(
    toolCalls(messages).map(({ id, name, arguments: args }) => [
      id,
      name,
      (args as { city?: unknown }).city,
    ]),
    cities.map((city, index) => [`call_${index}`, 'get_weather', city]),
  );
  assert.equal(textOf(messages), 'Let me look.');
}

const choices: ScriptedReply = {
  choices: [
    { text: ['a ', 'first'], finishReason: 'stop' },
    { text: ['the ', 'second'], finishReason: 'length' },
    { text: ['a ', 'third'], finishReason: 'stop' },
  ],
  usage: { inputTokens: 5, outputTokens: 6 },
};

export const apart = definePoint(7, 'apart', 'Parallel tool calls and several choices stay apart', [
  {
    id: 'parallel-tool-calls',
    title: 'the tool calls of one answer have their own ids and arguments',
    needs: ['parallelToolCalls'],
    async run(run) {
      const provider = await run.provider(parallel);
      await run.driver.call(run.attached(provider), withTools);
      assertParallel((await run.recorded()).call.outputMessages);
    },
  },
  ...[true, false].map((interleaveToolCalls) => ({
    id: `parallel-tool-calls-streamed${interleaveToolCalls ? '-interleaved' : ''}`,
    title: `so have those of a stream, their pieces ${interleaveToolCalls ? 'mixed' : 'one call after the other'}`,
    needs: ['stream', 'parallelToolCalls'] as const,
    async run(run: Parameters<typeof readStream>[0]) {
      const provider = await run.provider({ ...parallel, interleaveToolCalls });
      await readStream(run, startStream(run, run.attached(provider), withTools));
      assertParallel((await run.recorded()).call.outputMessages);
    },
  })),
  {
    id: 'choices',
    title: 'several choices are several messages, in order',
    needs: ['choices'],
    async run(run) {
      const provider = await run.provider(choices);
      await run.driver.call(run.attached(provider), { ...request, choices: 3 });
      const { call } = await run.recorded();
      assert.deepEqual(
        call.outputMessages?.map((message) => textOf([message])),
        ['a first', 'the second', 'a third'],
      );
      assert.deepEqual(call.finishReasons, ['stop', 'length', 'stop']);
    },
  },
  {
    id: 'choices-streamed',
    title: 'so are those of a stream, whose chunks are mixed',
    needs: ['stream', 'choices'],
    async run(run) {
      const provider = await run.provider(choices);
      const client = run.attached(provider);
      await readStream(run, startStream(run, client, { ...request, choices: 3 }));
      const { call } = await run.recorded();
      assert.deepEqual(
        call.outputMessages?.map((message) => textOf([message])),
        ['a first', 'the second', 'a third'],
      );
      assert.deepEqual(call.finishReasons, ['stop', 'length', 'stop']);
    },
  },
  {
    id: 'tools-of-a-loop',
    title: 'tools that run at once are recorded once each, with their own arguments and results',
    needs: ['toolLoop', 'parallelToolCalls'],
    async run(run) {
      const provider = await run.provider(parallel, { text: 'Done.' });
      await run.driver.toolLoop?.(run.attached(provider), {
        prompt: request.prompt,
        tools: [weatherTool],
        runTool: (_name, args) => `sunny in ${(args as { city: string }).city}`,
      });
      const { tools } = await run.recorded();
      assert.deepEqual(
        tools
          .map(({ callId, name, arguments: args, result }) => [
            callId,
            name,
            (args as { city: string }).city,
            result,
          ])
          .sort(),
        cities.map((city, index) => [`call_${index}`, 'get_weather', city, `sunny in ${city}`]),
      );
    },
  },
  {
    id: 'streams-at-once',
    title: 'two streams of one client, read in turns, do not mix',
    needs: ['stream'],
    async run(run) {
      const provider = await run.provider(
        { text: ['a', 'b', 'c'], model: 'first' },
        { text: ['1', '2', '3'], model: 'second' },
      );
      const client = run.attached(provider);
      const first = (await startStream(run, client))[Symbol.asyncIterator]();
      const second = (await startStream(run, client))[Symbol.asyncIterator]();
      for (let open = true; open; ) {
        const steps = [await first.next(), await second.next()];
        open = steps.some(({ done }) => !done);
      }
      const { llm } = await run.recorded();
      assert.deepEqual(
        llm.map(({ responseModel, outputMessages }) => [responseModel, textOf(outputMessages)]),
        [
          ['first', 'abc'],
          ['second', '123'],
        ],
      );
    },
  },
]);

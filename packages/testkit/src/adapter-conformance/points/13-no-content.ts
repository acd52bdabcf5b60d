import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { InitOptions } from '@agentops/core';
import { failure, readStream, startStream, weatherTool } from '../calls.ts';
import { definePoint } from '../case.ts';
import type { CaseRun } from '../case-run.ts';
import type { AttachOptions } from '../driver.ts';

/** Stands in every text that somebody said, and in nothing else. */
const canary = 'canary-7f3a';

const says = (what: string) => `${canary} ${what}`;

/** Uses the host in every way that leaves content. */
async function useEverything(run: CaseRun, attach: AttachOptions): Promise<void> {
  const { driver } = run;
  const tool = { ...weatherTool, description: says('tool description') };
  const asks = { toolCalls: [{ id: 'call_1', name: tool.name, arguments: { city: canary } }] };
  // Two pieces of reasoning, then the text.
  const answer = { text: [says('answer '), says('more '), 'end'], reasoning: says('reasoning') };
  const message = says('error message');
  const call = { prompt: says('prompt'), system: says('system') };
  const provider = await run.provider(
    answer,
    { error: { status: 400, message } },
    ...(driver.stream
      ? [answer, { ...answer, hangAfterChunks: 4 }, { ...answer, cutAfterChunks: 4 }]
      : []),
    ...(driver.stream ? [{ ...answer, error: { status: 500, message }, errorAfterChunks: 4 }] : []),
    ...(driver.toolLoop ? [asks, answer] : []),
  );
  const client = run.attached(provider, attach);
  await driver.call(client, call);
  await failure(driver.call(client, call));
  if (driver.stream) {
    await readStream(run, startStream(run, client, call));
    await readStream(run, startStream(run, client, call), (texts) => texts.length > 0);
    await readStream(run, startStream(run, client, call));
    await readStream(run, startStream(run, client, call));
  }
  await driver.toolLoop?.(client, {
    prompt: call.prompt,
    tools: [tool],
    runTool: () => says('result'),
  });
  assert.equal(provider.remainingReplies, 0);
}

/** Every file under the directory in which the text stands. */
function filesWith(directory: string, text: string): string[] {
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => readFileSync(file).includes(text));
}

async function leavesNoContent(run: CaseRun, attach: AttachOptions, init: InitOptions = {}) {
  run.init(init);
  await useEverything(run, attach);
  const recorded = await run.recorded();
  const lines = recorded.records.map((record) => JSON.stringify(record));
  assert.deepEqual(
    lines.filter((line) => line.includes(canary)),
    [],
  );
  assert.deepEqual(filesWith(run.directory, canary), []);
  // What is no content is all there.
  const [call] = recorded.llm;
  assert.equal(call?.status, 'ok');
  assert.equal(call?.content, 'off');
  assert.ok(call?.requestModel);
  assert.ok(
    recorded.errors.length > 0 && recorded.errors.every(({ errorType }) => errorType !== ''),
  );
  if (run.driver.toolLoop) assert.equal(recorded.tools[0]?.name, weatherTool.name);
}

export const noContent = definePoint(
  13,
  'no-content',
  'With content capture off no content is left anywhere',
  [
    {
      id: 'adapter-option',
      title: 'switched off for the adapter: no file of the data directory has a word of it',
      run: (run) => leavesNoContent(run, { captureContent: false }),
    },
    {
      id: 'everywhere',
      title: 'switched off for AgentOps: no file of the data directory has a word of it',
      run: (run) => leavesNoContent(run, {}, { captureContent: false }),
    },
    {
      id: 'environment',
      title: 'switched off by AGENTOPS_CAPTURE_CONTENT, whatever the options say',
      async run(run) {
        const before = process.env.AGENTOPS_CAPTURE_CONTENT;
        process.env.AGENTOPS_CAPTURE_CONTENT = 'false';
        run.afterwards(() => {
          if (before === undefined) delete process.env.AGENTOPS_CAPTURE_CONTENT;
          else process.env.AGENTOPS_CAPTURE_CONTENT = before;
        });
        await leavesNoContent(run, { captureContent: true }, { captureContent: true });
      },
    },
    {
      id: 'content-is-there-otherwise',
      title: 'not switched off, all of it is there: the check above looks in the right place',
      async run(run) {
        await useEverything(run, {});
        await run.recorded();
        const text = filesWith(run.directory, canary)
          .map((file) => readFileSync(file, 'utf8'))
          .join('\n');
        const said = ['prompt', 'system', 'answer', 'error message'];
        if (run.driver.toolLoop) said.push('result', 'tool description');
        for (const what of said) assert.ok(text.includes(says(what)), `${what} is missing.`);
      },
    },
    {
      id: 'secrets',
      title: 'with content on, a key in a prompt, an answer or an error is masked all the same',
      async run(run) {
        const key = 'sk-proj-Zk3vB9xQ7tLw2Rm8Yc5Nd1Hs6Jf4Ga0PuEoTiXyWqVb';
        const provider = await run.provider(
          {
            text: ['The key is ', 'sk-proj-Zk3vB9xQ7tLw2', 'Rm8Yc5Nd1Hs6Jf4Ga0PuEoTiXyWqVb', ' .'],
          },
          { error: { status: 400, message: `Bad key ${key}` } },
        );
        const client = run.attached(provider);
        const call = { prompt: `Is ${key} a key?` };
        if (run.driver.stream) await readStream(run, startStream(run, client, call));
        else await run.driver.call(client, call);
        await failure(run.driver.call(client, call));
        await run.recorded();
        assert.deepEqual(filesWith(run.directory, key), []);
      },
    },
  ],
);

import { check } from '../../conformance-kit/waiting.ts';
import { defineTopic } from '../case.ts';
import type { ExporterRun } from '../exporter-run.ts';

const canary = 'c4n4ry';

async function textSentWith(
  run: ExporterRun,
  captureContent: NonNullable<Parameters<ExporterRun['record']>[0]>['captureContent'],
): Promise<string> {
  const { agentops, session } = run.record(captureContent === undefined ? {} : { captureContent });
  for (const tenant of ['open', 'closed']) {
    session
      .startTool(tenant, { arguments: { text: `${canary}-arguments-${tenant}` } })
      .end({ result: `${canary}-result-${tenant}` });
    const call = session.startLLM({
      name: tenant,
      requestModel: 'a-model',
      inputMessages: [
        { role: 'user', parts: [{ type: 'text', content: `${canary}-prompt-${tenant}` }] },
      ],
    });
    call.end();
  }
  check(await agentops.flush(), 'flush resolved to false');
  run.checkAll();
  return Buffer.concat(run.receiver.received.map(({ body }) => body)).toString('latin1');
}

const places = ['arguments', 'result', 'prompt'];

export const content = defineTopic('content', 'Content goes where it may', [
  {
    id: 'on',
    title: 'with captureContent true, prompts, arguments and results go there',
    async run(run) {
      const text = await textSentWith(run, true);
      for (const place of places) {
        check(text.includes(`${canary}-${place}-open`), `the ${place} did not arrive`);
      }
    },
  },
  {
    id: 'off',
    title: 'with captureContent false none does, and the events come all the same',
    async run(run) {
      const text = await textSentWith(run, false);
      check(!text.includes(canary), 'content was sent');
    },
  },
  {
    id: 'function',
    title: 'a function says it event by event',
    async run(run) {
      const text = await textSentWith(run, ({ name }) => name === 'open');
      for (const place of places) {
        check(text.includes(`${canary}-${place}-open`), `the ${place} that may go did not arrive`);
        check(!text.includes(`${canary}-${place}-closed`), `the ${place} that may not go was sent`);
      }
    },
  },
  {
    id: 'secrets',
    title: 'secrets are masked in all that is sent',
    async run(run) {
      const { agentops, session } = run.record();
      const key = `sk-proj-${'a1B2'.repeat(12)}`;
      session
        .startTool('login', { arguments: { api_key: key, text: `use ${key}` } })
        .end({ result: `Authorization: Bearer ${key}` });
      check(await agentops.flush(), 'flush resolved to false');
      run.checkAll();
      const text = Buffer.concat(run.receiver.received.map(({ body }) => body)).toString('latin1');
      check(!text.includes(key), 'a secret was sent');
    },
  },
]);

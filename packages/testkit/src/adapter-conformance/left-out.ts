import { readStream, request, startStream, weatherTool } from './calls.ts';
import type { CaseRun } from './case-run.ts';

/** Methods by the names that hosts give them. What is found under one of these, a driver is expected to have. */
const onClient = { withOptions: 'withOptions' } as const;
const onCall = { asResponse: 'asResponse', withResponse: 'withResponse' } as const;
const onStreamedCall = { withResponse: 'streamWithResponse' } as const;
const onStream = { tee: 'tee', toReadableStream: 'toReadableStream' } as const;

const hello = { text: ['Hello ', 'there'], usage: { inputTokens: 5, outputTokens: 2 } };

/**
 * What the bare host has, though its driver has no such method or the capabilities say that it has not: cases would be
 * passed over without anybody having said why. Only what shows from outside is found.
 */
export async function leftOut(run: CaseRun): Promise<string[]> {
  const { extraBody, choices, errorsInStreams, parallelToolCalls } = run.capabilities;
  return [
    ...(await methodsLeftOut(run)),
    ...(!extraBody && (await sendsExtraBody(run)) ? ['extraBody'] : []),
    ...(!choices && (await sendsChoices(run)) ? ['choices'] : []),
    ...(errorsInStreams === false && (await failsInStreams(run)) ? ['errorsInStreams'] : []),
    ...(!parallelToolCalls && (await runsToolsTogether(run)) ? ['parallelToolCalls'] : []),
    ...(await usageLeftOut(run)),
  ];
}

async function methodsLeftOut(run: CaseRun): Promise<string[]> {
  const { driver } = run;
  const client = run.bare(await run.provider(hello, hello));
  const pending = driver.call(client, request);
  const missing = [...lacking(run, client, onClient), ...lacking(run, pending, onCall)];
  await pending;
  if (!driver.stream) return missing;
  const streamed = startStream(run, client);
  missing.push(...lacking(run, streamed, onStreamedCall));
  const stream = await streamed;
  missing.push(...lacking(run, stream, onStream));
  const { controller } = stream as { controller?: unknown };
  if (controller instanceof AbortController && !driver.abortStream) missing.push('abortStream');
  for await (const _ of stream);
  return missing;
}

function lacking(
  { driver }: CaseRun,
  object: object,
  methods: Readonly<Record<string, keyof typeof driver>>,
): string[] {
  return Object.entries(methods)
    .filter(([name, method]) => typeof Reflect.get(object, name) === 'function' && !driver[method])
    .map(([, method]) => method);
}

async function sendsExtraBody(run: CaseRun): Promise<boolean> {
  const provider = await run.provider(hello);
  const extraBody = { metadata: { probe: 'extra-body' } };
  await run.driver.call(run.bare(provider), { ...request, extraBody });
  return JSON.stringify(provider.requests[0]?.body).includes('extra-body');
}

async function sendsChoices(run: CaseRun): Promise<boolean> {
  const provider = await run.provider(hello);
  await run.driver.call(run.bare(provider), { ...request, choices: 3 });
  return (provider.requests[0]?.body as { n?: unknown } | null)?.n === 3;
}

async function failsInStreams(run: CaseRun): Promise<boolean> {
  if (!run.driver.stream) return false;
  const error = { status: 500, message: 'Overheated' };
  const provider = await run.provider({ ...hello, error, errorAfterChunks: 1 });
  return (await readStream(run, startStream(run, run.bare(provider)))).failedAt === 'iteration';
}

/** Whether both calls of one answer are run before the next request. */
async function runsToolsTogether(run: CaseRun): Promise<boolean> {
  if (!run.driver.toolLoop) return false;
  const call = (id: string) => ({ id, name: weatherTool.name, arguments: {} });
  const provider = await run.provider({ toolCalls: [call('a'), call('b')] }, hello);
  let runs = 0;
  const runTool = () => {
    if (provider.requests.length === 1) runs++;
    return 'sunny';
  };
  const loop = { prompt: request.prompt, tools: [weatherTool], runTool };
  // A host that can't do it may well fail at it.
  await run.driver.toolLoop(run.bare(provider), loop).catch(() => {});
  return runs > 1;
}

async function usageLeftOut(run: CaseRun): Promise<string[]> {
  if (!run.driver.stream || run.capabilities.usageInStreams !== 'never') return [];
  const client = run.attached(await run.provider(hello), { includeUsage: true });
  await readStream(run, startStream(run, client));
  return (await run.recorded()).call.usage ? ['usageInStreams'] : [];
}

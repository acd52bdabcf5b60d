/**
 * What a user writes, compiled in a project of its own as an ES module and as CommonJS: so that types infer, and that it runs.
 * It prints what it got, as JSON.
 */
import { attachOpenAI } from '@agentops/adapter-openai';
import * as agentops from '@agentops/core';
import OpenAI from 'openai';

type Equal<A, B> =
  (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
function expectType<_Holds extends true>(): void {}

function firstOf<T>(items: readonly T[]): T | undefined {
  return items[0];
}

class MyClient extends OpenAI {
  readonly mine = true;
}

async function main() {
  const session = agentops.init({ name: 'packed', tags: ['user'] });
  expectType<Equal<typeof session, agentops.Session | null>>();
  if (!session) throw new Error('there is no session');

  const client = attachOpenAI(new OpenAI());
  expectType<Equal<typeof client, OpenAI>>();
  const own = attachOpenAI(new MyClient(), { captureContent: false, includeUsage: true });
  expectType<Equal<typeof own, MyClient>>();
  // @ts-expect-error A number is no client.
  if (client === null) attachOpenAI(42);

  const create = session.patch(client.chat.completions, 'create');
  expectType<Equal<typeof create, typeof client.chat.completions.create>>();
  const request = { model: 'gpt-5.5', messages: [{ role: 'user' as const, content: 'Hi' }] };
  const answer = await create(request);
  expectType<Equal<typeof answer.usage, OpenAI.CompletionUsage | undefined>>();
  const stream = await create({ ...request, stream: true });
  const unattached = () => new OpenAI().chat.completions.create({ ...request, stream: true });
  expectType<Equal<typeof stream, Awaited<ReturnType<typeof unattached>>>>();
  let streamed = '';
  for await (const chunk of stream) streamed += chunk.choices[0]?.delta.content ?? '';

  const first = agentops.traceTool('first', firstOf);
  const one = first([1, 2]);
  expectType<Equal<typeof one, number | undefined>>();
  const weather = agentops.traceTool(
    'weather',
    async ({ city }: { city: string }) => `sunny in ${city}`,
  );
  const sunny = await weather({ city: 'Paris' });
  expectType<Equal<typeof sunny, string>>();
  // @ts-expect-error The tool wants a city.
  if (one === 0) void weather({});
  const ran = await session.run(async () => weather({ city: 'Rome' }));
  expectType<Equal<typeof ran, string>>();
  if (one === 0) {
    // @ts-expect-error There is no such end state.
    session.end({ endState: 'Done' });
    // @ts-expect-error There is no such option.
    agentops.init({ nmae: 'typo' });
  }
  session.end({ endState: 'Success' });

  const directory = agentops.findDataDirectory();
  if (directory === undefined) throw new Error('there is no data directory');
  const { sessions, events } = agentops.fold(agentops.readSpool(directory).records);
  const told = events.map((event) => {
    expectType<Equal<typeof event.type, 'action' | 'llm' | 'tool' | 'error'>>();
    if (event.type === 'llm') {
      expectType<Equal<typeof event.usage, agentops.TokenUsage | null>>();
      return `llm ${event.usage?.inputTokens}→${event.usage?.outputTokens}`;
    }
    // @ts-expect-error Only LLM events have usage.
    if (event.usage) return '';
    return event.type === 'tool' ? `tool ${event.name} ${String(event.result)}` : event.type;
  });
  const text = answer.choices[0]?.message.content;
  const isSame = client instanceof OpenAI && own.mine;
  console.log(
    JSON.stringify({ text, streamed, one, ran, isSame, sessions: sessions.length, events: told }),
  );
}

main().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});

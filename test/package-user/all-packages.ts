/** Uses every package once, in a project of its own. It prints what it got, as JSON. */
import { attachAnthropic } from '@agentops/adapter-anthropic';
import { agentopsBindings, traceMethods } from '@agentops/adapter-inversify';
import { createEventHandler } from '@agentops/adapter-taskweaver';
import { createProgram } from '@agentops/cli';
import * as agentops from '@agentops/core';
import { HttpExporter } from '@agentops/exporter-http';
import { OtlpExporter } from '@agentops/exporter-otlp';
import { costOf, sumCosts } from '@agentops/pricing';
import { GEN_AI_REQUEST_MODEL } from '@agentops/semconv';
import { clientVersion } from '@agentops/stainless';
import type { HostDriver } from '@agentops/testkit';
import { startScriptedProvider } from '@agentops/testkit/scripted-provider';
import Anthropic from '@anthropic-ai/sdk';
import { Container, ContainerModule } from 'inversify';

type Equal<A, B> =
  (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
function expectType<_Holds extends true>(): void {}

expectType<
  Equal<
    HostDriver<Anthropic>['createClient'] extends (...args: never[]) => infer C ? C : never,
    Anthropic
  >
>();

class Planner {
  plan(goal: string): string {
    return `plan for ${goal}`;
  }
}

async function main() {
  await using provider = await startScriptedProvider({
    replies: [{ text: 'Hello', usage: { inputTokens: 1000, outputTokens: 100 } }],
  });
  const memory = new agentops.InMemoryExporter();
  const exporter = new HttpExporter({ endpoint: 'http://127.0.0.1:9' });
  const session = agentops.init({ name: 'all', exporters: [memory] });

  const client = attachAnthropic(
    new Anthropic({ baseURL: provider.anthropicBaseUrl, apiKey: 'none' }),
  );
  expectType<Equal<typeof client, Anthropic>>();
  const message = await client.messages.create({
    model: 'claude-sonnet-4-5',
    max_tokens: 100,
    messages: [{ role: 'user', content: 'Hi' }],
  });
  expectType<Equal<typeof message.usage, Anthropic.Usage>>();

  const container = new Container();
  container.load(
    new ContainerModule(
      agentopsBindings({ services: [[Planner, traceMethods({ actions: ['plan'] })]] }),
    ),
  );
  container.bind(Planner).toDynamicValue(() => new Planner());
  container.get(Planner).plan('tea');

  const handler = createEventHandler({});
  session?.end({ endState: 'Success' });
  await agentops.flush();
  const { events } = memory.fold();
  const llm = events.find((event) => event.type === 'llm');
  const cost = llm && costOf(llm);
  console.log(
    JSON.stringify({
      events: events.map(({ type, name }) => `${type} ${name}`),
      cost: cost?.usd,
      priced: sumCosts(events).pricedCalls,
      name: GEN_AI_REQUEST_MODEL,
      version: clientVersion(client),
      exporter: exporter.name,
      spans: new OtlpExporter({ endpoint: 'http://127.0.0.1:9' }).name,
      handler: typeof handler.handle,
      commands: createProgram()
        .commands.map((command) => command.name())
        .includes('show'),
    }),
  );
}

main().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});

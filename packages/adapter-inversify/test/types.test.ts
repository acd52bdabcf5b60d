import type { interfaces } from 'inversify-6';
import * as inversify6 from 'inversify-6';
import type { ServiceIdentifier as ServiceIdentifier7 } from 'inversify-7';
import * as inversify7 from 'inversify-7';
import type { ServiceIdentifier as ServiceIdentifier8 } from 'inversify-8';
import * as inversify8 from 'inversify-8';
import { expect, expectTypeOf, it } from 'vitest';
import {
  agentopsBindings,
  attachContainer,
  attachProducts,
  type ContainerReport,
  type ServiceEntry,
  traceMethods,
} from '../src/index.ts';

class OpenAI {
  apiKey = 'key';
  request(options: { path: string }): unknown {
    return options;
  }
}

/** Shaped as the attach functions of the adapters are. */
function attachOpenAI<C extends Pick<OpenAI, 'request'>>(
  client: C,
  _options?: { captureContent?: boolean },
): C {
  return client;
}

class Planner {
  name = 'planner';
  plan(query: string): string {
    return query;
  }
}

abstract class Service {
  abstract start(): void;
}

const symbol = Symbol('OpenAI');
const id6 = Symbol('6') as interfaces.ServiceIdentifier<OpenAI>;
const id7 = Symbol('7') as ServiceIdentifier7<OpenAI>;
const id8 = Symbol('8') as ServiceIdentifier8<OpenAI>;
const factory8 = Symbol('factory') as ServiceIdentifier8<(key: string) => OpenAI>;

it('infers the instance from the identifier', () => {
  agentopsBindings({
    services: [
      [symbol, attachOpenAI],
      ['OpenAI', attachOpenAI],
      [OpenAI, attachOpenAI],
      [id6, attachOpenAI],
      [id7, attachOpenAI],
      [id8, attachOpenAI],
      [id6, (client) => expectTypeOf(client).toEqualTypeOf<OpenAI>()],
      [id7, (client) => expectTypeOf(client).toEqualTypeOf<OpenAI>()],
      [id8, (client) => attachOpenAI(client, { captureContent: false })],
      [OpenAI, (client) => expectTypeOf(client).toEqualTypeOf<OpenAI>()],
      [Service, (service) => expectTypeOf(service).toEqualTypeOf<Service>()],
      [symbol, (client: OpenAI) => attachOpenAI(client)],
      // From the thirteenth on the parameter wants its type.
      [OpenAI, (client: OpenAI) => attachOpenAI(client)],
      [OpenAI, attachOpenAI],
    ],
  });
  agentopsBindings({
    services: [
      [Planner, traceMethods({ actions: ['plan'] })],
      // @ts-expect-error: a property
      [Planner, traceMethods({ actions: ['name'] })],
      // @ts-expect-error: a misspelt method
      [Planner, traceMethods({ tools: ['plam'] })],
      // @ts-expect-error: a plain symbol does not say what it stands for, so its methods are not known
      [symbol, traceMethods({ actions: ['plan'] })],
      [symbol, traceMethods<Planner>({ actions: ['plan'] })],
      [factory8, attachProducts(attachOpenAI)],
      [factory8, attachProducts((client: OpenAI) => attachOpenAI(client))],
      // @ts-expect-error: not what the identifier stands for
      [Planner, attachOpenAI],
    ],
  });
  const loose = traceMethods({ actions: ['whatever'] });
  agentopsBindings({ services: [[symbol, loose]] });
  const prepared: ServiceEntry<OpenAI>[] = [[OpenAI, attachOpenAI]];
  agentopsBindings({ services: prepared });
  agentopsBindings({ services: [...prepared, [symbol, attachOpenAI]] });
});

it('fits the modules and containers of all majors', async () => {
  const callback = agentopsBindings({ services: [[OpenAI, attachOpenAI]] });
  new inversify6.Container().load(new inversify6.ContainerModule(callback));
  await new inversify7.Container().load(new inversify7.ContainerModule(callback));
  new inversify8.Container().load(new inversify8.ContainerModule(callback));
  const services = [[OpenAI, attachOpenAI]] as const;
  const reports = [
    await attachContainer(new inversify6.Container(), { services }),
    await attachContainer(new inversify7.Container(), { services }),
    await attachContainer(new inversify8.Container(), { services }),
  ];
  expectTypeOf(reports).toEqualTypeOf<ContainerReport[]>();
  expect(reports).toHaveLength(3);
  const interfaceOf6: interfaces.Container = new inversify6.Container();
  await attachContainer(interfaceOf6, { services });
});

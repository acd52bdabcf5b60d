import { type AgentOpsRecord, defaultAgentOps, detach, fold, readSpool } from '@agentops/core';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { tempDir } from '../../../tooling/temp-dir.ts';
import { agentopsBindings, attachContainer, traceMethods } from '../src/index.ts';
import { listen, newId } from './fake-adapter.ts';
import { majors } from './majors.ts';

class Planner {
  readonly #prefix = 'plan for ';
  async plan(query: string): Promise<string> {
    return this.#prefix + (await this.run({ code: query }));
  }
  async run({ code }: { code: string }): Promise<string> {
    if (code === 'fail') throw new TypeError('no such column');
    return code.toUpperCase();
  }
}

afterEach(() => {
  defaultAgentOps.shutdown();
  vi.unstubAllEnvs();
});

describe.each(majors)('traceMethods, inversify $version', (major) => {
  it('records a bound service from the container to the spool', async () => {
    const directory = tempDir();
    vi.stubEnv('AGENTOPS_DIR', directory);
    const id = newId('Planner');
    const container = major.container();
    const callback = agentopsBindings({
      services: [[id, traceMethods<Planner>({ actions: ['plan'], tools: ['run'] })]],
    });
    major.load(container, major.module(callback));
    container
      .bind(id)
      .toDynamicValue(() => new Planner())
      .inSingletonScope();

    const session = defaultAgentOps.startSession({ name: 'traced' });
    const planner = container.get<Planner>(id);
    expect(await planner.plan('anomalies')).toBe('plan for ANOMALIES');
    await expect(planner.plan('fail')).rejects.toThrow(new TypeError('no such column'));
    session.end({ endState: 'Success' });

    const { events } = fold(readSpool(directory).records as AgentOpsRecord[]);
    const all = [...events.values()];
    const shown = all.map(({ type, name, status, parentId }) => ({
      type,
      name,
      status,
      parent: all.find((event) => event.id === parentId)?.name,
    }));
    expect(shown).toEqual(
      expect.arrayContaining([
        { type: 'action', name: 'plan', status: 'ok', parent: undefined },
        { type: 'tool', name: 'run', status: 'ok', parent: 'plan' },
        { type: 'action', name: 'plan', status: 'error', parent: undefined },
        { type: 'tool', name: 'run', status: 'error', parent: 'plan' },
      ]),
    );
    expect(all.find((event) => event.type === 'tool' && event.status === 'ok')).toMatchObject({
      sessionId: session.id,
      arguments: { code: 'anomalies' },
      result: 'ANOMALIES',
    });
    const diagnostics = (readSpool(directory).records as AgentOpsRecord[]).filter(
      (record) => record.kind === 'diagnostic',
    );
    expect(diagnostics).toContainEqual(
      expect.objectContaining({
        code: 'attached',
        details: {
          adapter: '@agentops/adapter-inversify',
          host: 'inversify',
          service: id.description,
        },
      }),
    );
  });
});

describe('traceMethods', () => {
  const [, , eight] = majors;

  async function attach(instance: object, ...all: Parameters<typeof traceMethods<Planner>>[0][]) {
    const container = (eight as (typeof majors)[0]).container();
    const id = newId('Planner');
    container.bind(id).toConstantValue(instance);
    container.get(id);
    const services = all.map((methods) => [id, traceMethods<Planner>(methods)] as const);
    return attachContainer(container, { services });
  }

  it('leaves class, other instances and the shape of methods alone, and detaches', async () => {
    const planner = new Planner();
    const plan = planner.plan;
    await attach(planner, { actions: ['plan'] });
    expect(planner.plan).not.toBe(plan);
    expect(planner.plan.name).toBe('plan');
    expect(planner.plan.length).toBe(1);
    expect(Object.keys(planner)).toEqual([]);
    expect(new Planner().plan).toBe(plan);
    expect(detach(planner)).toEqual([]);
    expect(Reflect.ownKeys(planner)).toEqual([]);
  });

  it('a method that is not there: nothing is traced, and it is named', async () => {
    const planner = new Planner();
    const report = await attach(planner, { actions: ['plan'], tools: ['rum' as 'run'] });
    expect(report.notAttached[0]?.reason).toContain('it has no method "rum"');
    expect(Reflect.ownKeys(planner)).toEqual([]);
  });

  it('a frozen service works as before, and is named', async () => {
    const said = listen();
    const planner = Object.freeze(new Planner());
    const report = await attach(planner, { actions: ['plan'] });
    expect(report.notAttached).toHaveLength(1);
    expect(said.at(-1)?.code).toBe('attach-failed');
    expect(await planner.plan('x')).toBe('plan for X');
  });

  it('the same methods again change nothing; others are refused by name', async () => {
    const planner = new Planner();
    await attach(planner, { actions: ['plan'] });
    const plan = planner.plan;
    const report = await attach(planner, { actions: ['plan'] }, { tools: ['run'] });
    expect(planner.plan).toBe(plan);
    expect(report.attached).toHaveLength(1);
    expect(report.notAttached[0]?.reason).toContain('other methods of it are traced already');
  });

  it('a method that is named twice is a mistake of the caller', () => {
    expect(() => traceMethods<Planner>({ actions: ['plan'], tools: ['plan'] })).toThrow(TypeError);
  });
});

import { describe, expect, it } from 'vitest';
import { withSessions } from '../recording.ts';

describe('as standard decorators, traceAction and traceTool', () => {
  it('record each call of a method under its name, or under the one that is given', async () => {
    const { agentops: ops, recording } = withSessions(1);
    class Agent {
      readonly #greeting = 'Hello';
      static count = 0;

      @ops.traceAction()
      plan(goal: string, steps = 2): string {
        return `${this.#greeting} ${goal} in ${steps}`;
      }

      @ops.traceTool('read file')
      async read({ path }: { path: string }): Promise<string> {
        return path;
      }

      @ops.traceTool()
      *words(text: string): Generator<string> {
        yield* text.split(' ');
      }

      @ops.traceTool()
      async *stream(text: string): AsyncGenerator<string> {
        yield* text.split(' ');
      }

      @ops.traceAction()
      static create(): number {
        return ++Agent.count;
      }

      @ops.traceAction()
      fail(): never {
        throw new Error('of the host');
      }
    }
    const agent = new Agent();
    expect(agent.plan('it')).toBe('Hello it in 2');
    expect(await agent.read({ path: 'a.csv' })).toBe('a.csv');
    expect([...agent.words('a b')]).toEqual(['a', 'b']);
    const streamed: string[] = [];
    for await (const word of agent.stream('c d')) streamed.push(word);
    expect(streamed).toEqual(['c', 'd']);
    expect(Agent.create()).toBe(1);
    expect(() => agent.fail()).toThrow('of the host');

    expect(agent.plan.name).toBe('plan');
    expect(agent.plan).toHaveLength(1);
    expect(Object.keys(agent)).toEqual([]);

    const { event } = recording.read();
    expect(event('plan')).toMatchObject({ type: 'action', input: ['it'], output: 'Hello it in 2' });
    expect(event('read file')).toMatchObject({
      type: 'tool',
      arguments: { path: 'a.csv' },
      result: 'a.csv',
    });
    expect(event('words')).toMatchObject({ status: 'ok', result: ['a', 'b'] });
    expect(event('stream')).toMatchObject({ status: 'ok', result: ['c', 'd'] });
    expect(event('create')).toMatchObject({ output: 1 });
    expect(event('fail')).toMatchObject({ status: 'error' });
  });
});

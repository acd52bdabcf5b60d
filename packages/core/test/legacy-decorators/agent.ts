import type { AgentOps } from '@agentops/core';

/** A class as TypeScript makes it with `experimentalDecorators`: see the tsconfig.json beside it. */
export function createAgent(ops: Pick<AgentOps, 'traceAction' | 'traceTool'>) {
  class Agent {
    greeting = 'Hello';

    @ops.traceAction()
    plan(goal: string, steps = 2): string {
      return `${this.greeting} ${goal} in ${steps}`;
    }

    @ops.traceTool('read file')
    async read({ path }: { path: string }): Promise<string> {
      return path;
    }

    @ops.traceTool()
    *words(text: string): Generator<string> {
      yield* text.split(' ');
    }

    @ops.traceAction()
    static create(): string {
      return 'made';
    }
  }
  return Agent;
}

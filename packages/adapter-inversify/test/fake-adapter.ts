import { attachOnce, type Diagnostic, defaultAgentOps, overrideMethod } from '@agentops/core';
import { onTestFinished } from 'vitest';

/** A service as people write them: a class with private state. */
export class Client {
  readonly #suffix = '!';
  complete(text: string): string {
    return text + this.#suffix;
  }
}

const calls: string[] = [];

/** An adapter's attach function, down to what it does to the object. */
export function attachClient<C extends Client>(client: C): C {
  return attachOnce(client, 'test', () => ({
    complete: overrideMethod(client, 'complete', (original: Client['complete']) => {
      return function (this: Client, text) {
        calls.push(text);
        return original.call(this, text);
      };
    }),
  }));
}

/** Whether a call of it is seen, exactly once, and gives what it gives. */
export function isRecorded(client: Client): boolean {
  calls.length = 0;
  if (client.complete('x') !== 'x!') throw new Error('the service does not work any more');
  if (calls.length > 1) throw new Error('recorded more than once');
  return calls.length === 1;
}

/** What is said while this test runs. */
export function listen(): Diagnostic[] {
  const said: Diagnostic[] = [];
  onTestFinished(defaultAgentOps.onDiagnostic((diagnostic) => said.push(diagnostic)));
  return said;
}

let ids = 0;

/** A new identifier: a diagnostic is said once in a process. */
export function newId(name = 'Client'): symbol {
  return Symbol(`${name} ${++ids}`);
}

/** What the hosts of the tests are asked to do, and what their model answers. */
import type { Script } from './llm-server.ts';
import { coder, planner } from './roles.ts';
import type { Scenario } from './run-host.ts';

/** A plugin twice in threads, one whose error is caught, and one that nobody catches, so that the code is written again. */
const failing = [
  'from concurrent.futures import ThreadPoolExecutor',
  'with ThreadPoolExecutor(2) as pool:',
  '    sums = [task.result() for task in [pool.submit(slow_add, n, b=10) for n in (1, 2)]]',
  'try:',
  '    fail("caught")',
  'except ValueError as error:',
  '    print("caught", error)',
  'print("before the end")',
  'fail("not caught")',
].join('\n');

/** Two rounds: planner → code → plugins → failure → code → planner → user, and once more without failures. */
export const twoRoundsScript: Script = {
  '': [
    planner('CodeInterpreter', 'Add the numbers of #alpha.'),
    coder(failing),
    coder('print(add(1, 2))\nnested(1)'),
    planner('User', 'The sum is 3.'),
    planner('CodeInterpreter', 'Add the file of #alpha.'),
    coder('chained()'),
    coder('print("one")\nadd(5, b=6)'),
    planner('User', 'The sum is 11.'),
  ],
};

export function twoRounds(file: string): Scenario {
  return {
    steps: [
      { message: 'Add the numbers of #alpha.' },
      { message: 'Add others of #alpha.', files: [{ name: 'notes.txt', path: file }] },
    ],
  };
}

/** Two sessions of one app at the same time. */
export const twoSessionsScript: Script = {
  '#alpha': [
    planner('CodeInterpreter', 'Wait for #alpha.'),
    coder('# for #alpha\nslow_add(1, b=2)'),
    planner('User', 'Done with #alpha.'),
  ],
  '#beta': [
    planner('CodeInterpreter', 'Wait for #beta.'),
    coder('# for #beta\nslow_add(3, b=4)'),
    planner('User', 'Done with #beta.'),
  ],
};

export const twoSessions: Scenario = {
  steps: [
    {
      parallel: [
        { session: 'A', message: 'Do it for #alpha.' },
        { session: 'B', message: 'Do it for #beta.' },
      ],
    },
  ],
};

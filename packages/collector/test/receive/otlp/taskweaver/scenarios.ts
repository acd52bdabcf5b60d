import type { Reply } from '../../../../../adapter-taskweaver/test/shim/llm-server.ts';
import { coder, planner } from '../../../../../adapter-taskweaver/test/shim/roles.ts';

/** What is asked of TaskWeaver, and what the model says to it. It has the plugin `add`. */
export interface Scenario {
  queries: readonly string[];
  replies: readonly Reply[];
  settings?: Readonly<Record<string, unknown>>;
}

/** Two rounds. In the second, the first code fails and is written anew. */
const rounds: Scenario = {
  queries: ['One and two?', 'And three and four?'],
  replies: [
    planner('CodeInterpreter', 'Add one and two.'),
    coder('add(1, 2)'),
    planner('User', 'It is 3.'),
    planner('CodeInterpreter', 'Add three and four.'),
    coder('add(3, 4) + "no number"'),
    coder('add(3, 4)'),
    planner('User', 'It is 7.'),
  ],
};

/** A round that fails: the planner's first answer can't be read, and then the model refuses. */
const failed: Scenario = {
  queries: ['One and two?'],
  replies: [{ text: 'no JSON' }, { status: 500 }],
};

/** The query goes to the code interpreter at once. What it writes first may not be run. */
const unplanned: Scenario = {
  queries: ['One and two?'],
  replies: [coder('import os'), coder('add(1, 2)')],
  settings: {
    'session.roles': ['code_interpreter'],
    'code_interpreter.code_verification_on': true,
  },
};

export const scenarios = { rounds, failed, unplanned };

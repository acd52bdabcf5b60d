import { code, plan, type Reply } from './scripted-model.ts';

/** What is asked of TaskWeaver, and what the model says to it. */
export interface Scenario {
  queries: readonly string[];
  replies: readonly Reply[];
  config?: Readonly<Record<string, unknown>>;
}

/** Two rounds. In the second, the first code fails and is written anew. */
const rounds: Scenario = {
  queries: ['Weather in Lima?', 'And in Bern?'],
  replies: [
    plan('CodeInterpreter', 'Ask for the weather in Lima.'),
    code("weather('Lima')"),
    plan('User', 'It is sunny in Lima.'),
    plan('CodeInterpreter', 'Ask for the weather in Bern.'),
    code("weather('Bern') + 1"),
    code("weather('Bern')"),
    plan('User', 'It is sunny in Bern.'),
  ],
};

/** A round that fails: the planner's first answer can't be read, and then the model refuses. */
const failed: Scenario = {
  queries: ['Weather in Lima?'],
  replies: ['no JSON', 500],
};

/** The query goes to the code interpreter at once. What it writes first may not be run. */
const unplanned: Scenario = {
  queries: ['Weather in Lima?'],
  replies: [code('import os'), code("weather('Lima')")],
  config: {
    'session.roles': ['code_interpreter'],
    'code_interpreter.code_verification_on': true,
  },
};

export const scenarios = { rounds, failed, unplanned };

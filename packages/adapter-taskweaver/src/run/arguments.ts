import { RunError } from './run-error.ts';

export const usage = `Usage: agentops-taskweaver run [options] -- <command of the host>

Records what a TaskWeaver does, without a change to its code:

  npx @agentops/adapter-taskweaver run -- taskweaver -p ./project
  npx @agentops/adapter-taskweaver run -- python app.py
  npx @agentops/adapter-taskweaver run -- chainlit run app.py

Options:
  --dir <folder>  the data directory (default: AGENTOPS_DIR, else .agentops)
  --no-content    keep out what people, models and programs wrote
  --estimate-usage
                  estimate the tokens of LLM calls whose provider tells none
  -h, --help      this text
`;

export interface RunArguments {
  help: boolean;
  /** Undefined: as the environment says. */
  directory: string | undefined;
  captureContent: boolean;
  /** False: as the environment and the host's settings say. */
  estimateUsage: boolean;
  /** The host's own command, word by word. */
  command: readonly string[];
}

/** Reads what stands behind the name of this command. @throws RunError */
export function readArguments(words: readonly string[]): RunArguments {
  const found: RunArguments = {
    help: false,
    directory: undefined,
    captureContent: true,
    estimateUsage: false,
    command: [],
  };
  const rest = [...words];
  if (rest[0] === 'run') rest.shift();
  else if (rest[0] !== '-h' && rest[0] !== '--help') throw misused(rest[0]);
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    if (word === '-h' || word === '--help') return { ...found, help: true };
    if (word === '--no-content') found.captureContent = false;
    else if (word === '--estimate-usage') found.estimateUsage = true;
    else if (word === '--dir') found.directory = folderOf(word, rest.shift());
    else if (word.startsWith('--dir=')) found.directory = folderOf('--dir', word.slice(6));
    else if (word === '--') return { ...found, command: required(rest) };
    else if (word.startsWith('-'))
      throw new RunError(`"${word}" is no option of run.\n\n${usage}`, 2);
    else return { ...found, command: [word, ...rest] };
  }
  return { ...found, command: required([]) };
}

function misused(word: string | undefined): RunError {
  const what = word === undefined ? 'Say what to do.' : `"${word}" is no command.`;
  return new RunError(`${what}\n\n${usage}`, 2);
}

function folderOf(option: string, value: string | undefined): string {
  if (value) return value;
  throw new RunError(`${option} needs a folder: ${option} ./recordings`, 2);
}

function required(command: readonly string[]): readonly string[] {
  if (command.length > 0) return command;
  throw new RunError(`There is no command to run.\n\n${usage}`, 2);
}

/** Puts our runner between a host's interpreter and its program: nothing else of ours is in what the host's own children get. */
import { basename, join } from 'node:path';
import { isInterpreter, readInterpreterWords } from './interpreter-words.ts';
import { RunError } from './run-error.ts';
import { findProgram, readScript } from './script-interpreter.ts';

const runner = join(import.meta.dirname, '../../python/agentops_taskweaver/__main__.py');

export interface HostCommand {
  file: string;
  args: string[];
}

/**
 * The command with which the host runs as it would by its own, and is recorded.
 * @param path the variable PATH
 * @throws RunError where that is no Python program
 */
export function hostCommand(words: readonly string[], path: string | undefined): HostCommand {
  const [word = '', ...rest] = words;
  // As it stands: which one that is, PATH decides, or a virtual environment.
  if (isInterpreter(word)) return interpreterCommand(word, rest);
  if (runsPythonItself(word, rest)) {
    throw new RunError(
      `${word} starts Python by itself. Put this behind it: ${word} run npx @agentops/adapter-taskweaver run -- …`,
      2,
    );
  }
  const script = readScript(findProgram(word, path));
  if (!script) {
    throw new RunError(
      `${word} is no Python program. Put \`npx @agentops/adapter-taskweaver run --\` before what starts Python in it, or call agentops_taskweaver.install() in the program.`,
      2,
    );
  }
  const [interpreter, ...options] = script.interpreter;
  return { file: interpreter, args: [...options, runner, 'run', script.file, ...rest] };
}

function interpreterCommand(word: string, rest: readonly string[]): HostCommand {
  const { options, program, asksForInfo } = readInterpreterWords(rest);
  if (asksForInfo) return { file: word, args: [...rest] };
  if (program.length === 0) {
    throw new RunError(
      `${word} needs a program to run: a script, -m and a module, or -c and code.`,
      2,
    );
  }
  return { file: word, args: [...options, runner, 'run', ...program] };
}

const launchers = new Set([
  'uv',
  'poetry',
  'pipenv',
  'pdm',
  'hatch',
  'rye',
  'conda',
  'mamba',
  'micromamba',
]);

function runsPythonItself(word: string, [first]: readonly string[]): boolean {
  return launchers.has(basename(word)) && first === 'run';
}

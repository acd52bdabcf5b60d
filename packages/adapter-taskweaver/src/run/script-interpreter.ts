/** Finds out which interpreter a console script, such as `taskweaver` or `chainlit`, is for. */
import { execFileSync } from 'node:child_process';
import {
  accessSync,
  closeSync,
  constants,
  existsSync,
  openSync,
  readSync,
  statSync,
} from 'node:fs';
import { basename, delimiter, resolve, sep } from 'node:path';
import { isInterpreter } from './interpreter-words.ts';
import { RunError } from './run-error.ts';

const headBytes = 512;

/** The file that a shell would run. Symbolic links are not followed: the place of a virtual environment decides. @throws RunError */
export function findProgram(word: string, path: string | undefined): string {
  if (word.includes(sep)) {
    if (!existsSync(word)) throw new RunError(`${word} was not found.`, 127);
    return resolve(word);
  }
  const folders = (path ?? '').split(delimiter).filter((folder) => folder !== '');
  const found = folders.map((folder) => resolve(folder, word)).find(isExecutable);
  if (found !== undefined) return found;
  if (isPythonFile(word) && existsSync(word)) return resolve(word);
  throw new RunError(
    `${word} was not found. Is the virtual environment active that it is installed in?`,
    127,
  );
}

/** A program, and the interpreter that it is for, with its options. */
export interface Script {
  file: string;
  interpreter: readonly [string, ...string[]];
}

/** Undefined for what is no Python program. @throws RunError */
export function readScript(file: string): Script | undefined {
  const head = readHead(file);
  const [first = '', second = ''] = head.split('\n');
  const [, command, option = ''] = /^#!\s*(\S+)[ \t]*(.*?)\s*$/.exec(first) ?? [];
  if (command === undefined)
    return isPythonFile(file) ? { file, interpreter: ['python3'] } : undefined;
  const words = option === '' ? [] : [option];
  if (isInterpreter(command)) return { file, interpreter: [command, ...words] };
  if (basename(command) === 'env') {
    const [name, ...more] = option.replace(/^-S\s*/, '').split(/\s+/);
    if (name !== undefined && isInterpreter(name)) return { file, interpreter: [name, ...more] };
  }
  const named = longPath.exec(second);
  const path = named?.[1] ?? named?.[2] ?? named?.[3];
  if (path !== undefined && isInterpreter(path)) return { file, interpreter: [path] };
  return isPyenvShim(head) ? readScript(realFile(file)) : undefined;
}

/** What pip and uv write where a path is too long for a first line, or has a blank: a program for the shell and for Python. */
const longPath = /^'''exec' (?:"([^"]+)"|'([^']+)'|(\S+)) "\$0" "\$@"/;

function isPyenvShim(head: string): boolean {
  return /^#!.*sh\n/.test(head) && /PYENV|pyenv/.test(head);
}

function realFile(shim: string): string {
  try {
    return execFileSync('pyenv', ['which', basename(shim)], { encoding: 'utf8' }).trim();
  } catch {
    throw new RunError(`\`pyenv which ${basename(shim)}\` does not tell which file that is.`, 127);
  }
}

function readHead(file: string): string {
  const buffer = Buffer.alloc(headBytes);
  let fd: number | undefined;
  try {
    fd = openSync(file, 'r');
    return buffer.toString('utf8', 0, readSync(fd, buffer, 0, headBytes, 0));
  } catch {
    throw new RunError(`${file} can't be read.`, 126);
  } finally {
    if (fd !== undefined) closeSync(fd);
  }
}

function isPythonFile(file: string): boolean {
  return /\.pyw?$/.test(file);
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}

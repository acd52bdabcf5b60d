import { type ExecFileException, execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { cachedDirectory } from './cached-directory.ts';

const oldestPython = '3.10';
const installTimeoutMs = 15 * 60_000;

export interface PythonEnvOptions {
  /** For people: what the environment is for. It says so on stderr while it is being made. */
  name: string;
  /** As pip takes them, such as `agentops==0.3.26`. Empty: the standard library only, and no pip. */
  requirements?: readonly string[];
  /** Install nothing that the requirements need in turn. @default false */
  noDeps?: boolean;
  /** The interpreter to begin with. @default 'python3' */
  python?: string;
  /** Where environments are kept. @default 'agentops-testkit' in `XDG_CACHE_HOME`, else in `~/.cache` */
  cacheDirectory?: string;
}

/** An environment's interpreter, or why there is none, in one line. */
export type PythonEnv =
  | { python: string; reason?: undefined }
  | { python?: undefined; reason: string };

/**
 * The Python of a virtual environment that has these packages. It is made once, then kept; parallel tests that ask for the same
 * one wait for each other. Where it can't be made the answer is the reason, also told on stderr, for a test to skip itself with:
 *
 * @example
 * const { python } = await pythonEnv({ name: 'AgentOps 0.3.26', requirements: ['agentops==0.3.26'] });
 * describe.skipIf(!python)('AgentOps 0.3.26', () => …)
 *
 * @throws where it can't be made and `CI` is set, so that nothing is skipped unseen
 */
export async function pythonEnv(options: PythonEnvOptions): Promise<PythonEnv> {
  try {
    return { python: await makeEnv(options) };
  } catch (error) {
    const reason = `Python tests (${options.name}) skipped: ${(error as Error).message}`;
    if (process.env.CI) throw new Error(reason, { cause: error });
    process.stderr.write(`${reason}\n`);
    return { reason };
  }
}

async function makeEnv(options: PythonEnvOptions): Promise<string> {
  const { requirements = [], noDeps = false, python = 'python3', cacheDirectory } = options;
  const version = await versionOf(python);
  const what = requirements.join(' ') || 'the standard library';
  const directory = await cachedDirectory({
    name: `Python environment for ${options.name} (${what})`,
    kind: 'python',
    key: [version, requirements, noDeps],
    cacheDirectory,
    make: async (path) => {
      const bare = requirements.length === 0 ? ['--without-pip'] : [];
      await run(python, ['-m', 'venv', ...bare, path], 'venv failed (Debian: python3-venv)');
      if (requirements.length === 0) return;
      const flags = ['--disable-pip-version-check', '--no-input', '--retries', '2'];
      const install = ['-m', 'pip', 'install', ...flags, ...(noDeps ? ['--no-deps'] : [])];
      const failed = `pip install ${what} failed`;
      const output = await run(interpreterIn(path), [...install, ...requirements], failed);
      await writeFile(join(path, 'pip.log'), output);
    },
  });
  return interpreterIn(directory);
}

function interpreterIn(directory: string): string {
  const isWindows = process.platform === 'win32';
  return join(directory, ...(isWindows ? ['Scripts', 'python.exe'] : ['bin', 'python']));
}

/** Version and place: an environment refers to the interpreter that it was made with. */
async function versionOf(python: string): Promise<string> {
  const tuple = oldestPython.replace('.', ', ');
  const program = `import sys; assert sys.version_info >= (${tuple}); print(sys.version, sys.prefix)`;
  return run(python, ['-c', program], `no Python ${oldestPython} or newer as ${python}`);
}

/** What it printed. @throws with its last line of stderr */
function run(file: string, args: readonly string[], what: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const settle = (error: ExecFileException | null, stdout: string, stderr: string) => {
      if (!error) return resolve(stdout + stderr);
      const said = stderr.trim().split('\n').at(-1) || error.message;
      reject(new Error(`${what}: ${said}`, { cause: new Error(stderr) }));
    };
    const options = { timeout: installTimeoutMs, maxBuffer: 64 * 1024 * 1024 };
    execFile(file, args, options, settle);
  });
}

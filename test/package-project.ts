/** Packs the packages, and installs them as a user does: with npm, in an empty project outside of this repository. */
import { execFile } from 'node:child_process';
import {
  copyFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

export const root = resolve(import.meta.dirname, '..');
const ours =
  /^(?:npm_(?!config_(?:registry|cache|.*proxy|cafile)$)|pnpm_|VITEST|NODE_(?:ENV|OPTIONS|PATH)$|AGENTOPS_|TEST$|INIT_CWD)/i;

export interface Outcome {
  code: number;
  stdout: string;
  stderr: string;
}

/** A user's npm and Node know nothing of the pnpm and the Vitest that run this. */
export function userEnvironment(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !ours.test(name)));
}

export function run(
  command: string,
  args: readonly string[],
  options: { cwd: string; env?: Record<string, string> },
): Promise<Outcome> {
  const env = { ...userEnvironment(), ...options.env };
  return new Promise((resolve) => {
    execFile(
      command,
      args,
      { cwd: options.cwd, env, maxBuffer: 64 * 1024 * 1024 },
      (error, stdout, stderr) => {
        const code = error ? (typeof error.code === 'number' ? error.code : -1) : 0;
        resolve({ code, stdout, stderr });
      },
    );
  });
}

/** @throws where the command fails, with what it printed */
export async function mustRun(...call: Parameters<typeof run>): Promise<string> {
  const { code, stdout, stderr } = await run(...call);
  if (code === 0) return stdout;
  throw new Error(`${call[0]} ${call[1].join(' ')} ended with ${code}:\n${stdout}\n${stderr}`);
}

/** The path of each package's tarball, by the package's name without its scope. */
export async function packAll(folder: string): Promise<Map<string, string>> {
  await mustRun(process.execPath, [join(root, 'scripts/pack-all.js'), folder], { cwd: root });
  const files = readdirSync(folder).map((file): [string, string] => [
    /^agentops-(.+)-\d+\.\d+\.\d+.*\.tgz$/.exec(file)?.[1] as string,
    join(folder, file),
  ]);
  return new Map(files.sort());
}

/** An empty project, with these dependencies installed. `offline`: they are all on this machine already. */
export async function createProject(options: {
  dependencies: Record<string, string>;
  offline: boolean;
}): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'agentops-user-'));
  const manifest = {
    name: 'user',
    private: true,
    dependencies: options.dependencies,
  };
  writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest, null, 2));
  const flags = ['--no-audit', '--no-fund', '--no-update-notifier', '--loglevel=error'];
  if (options.offline) flags.push('--offline');
  await mustRun('npm', ['install', ...flags], { cwd: folder });
  return folder;
}

/**
 * Puts a package that pnpm has installed here into the project. npm can't: it leaves hard links out when it packs a folder, and
 * pnpm links files of the same content.
 */
export function copyPackage(project: string, name: string, from = root): void {
  const source = realpathSync(join(from, 'node_modules', name));
  cpSync(source, join(project, 'node_modules', name), { recursive: true });
}

/** With what it needs. */
export function copyNodeTypes(project: string): void {
  copyPackage(project, '@types/node');
  const types = realpathSync(join(root, 'node_modules/@types/node'));
  copyPackage(project, 'undici-types', resolve(types, '../../..'));
}

/** Puts a program of `package-user/` into the project, under another name. */
export function addProgram(project: string, program: string, as: string): void {
  const target = join(project, as);
  mkdirSync(dirname(target), { recursive: true });
  copyFileSync(join(import.meta.dirname, 'package-user', program), target);
}

/** Puts the testkit's toy host in, with its adapter and a suite that runs the kit on it, as if somebody else had written them. */
export function addAdapter(project: string): void {
  const toy = join(root, 'packages/testkit/test/toy');
  for (const file of readdirSync(toy)) {
    const text = readFileSync(join(toy, file), 'utf8');
    writeFileSync(join(project, file), text.replaceAll('../../src/index.ts', '@agentops/testkit'));
  }
  addProgram(project, 'conformance.ts', 'toy.test.ts');
}

export interface Compilation {
  module: 'nodenext' | 'preserve';
  moduleResolution: 'nodenext' | 'bundler';
  files: string[];
  outDir?: string;
}

/** Compiles as strictly as TypeScript can, the packages' own type declarations included. */
export async function compile(
  project: string,
  tsc: string,
  { module, moduleResolution, files, outDir }: Compilation,
): Promise<Outcome> {
  const path = join(project, `tsconfig.${module}.json`);
  const compilerOptions = {
    target: 'es2024',
    lib: ['es2024', 'esnext.disposable'],
    types: ['node'],
    module,
    moduleResolution,
    strict: true,
    exactOptionalPropertyTypes: true,
    noUncheckedIndexedAccess: true,
    skipLibCheck: false,
    esModuleInterop: true,
    ...(outDir ? { outDir, rootDir: '.' } : { noEmit: true }),
  };
  writeFileSync(path, JSON.stringify({ compilerOptions, files }));
  return await run(process.execPath, [tsc, '-p', path, '--pretty', 'false'], { cwd: project });
}

export function readJson(path: string) {
  return JSON.parse(readFileSync(path, 'utf8'));
}

import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, it, onTestFinished } from 'vitest';
import { tempDir } from '../../../../tooling/temp-dir.ts';

const program = join(import.meta.dirname, 'fixtures/append-until-full.ts');

interface Said {
  kept: number;
  seen: number;
  name?: string;
  message?: string;
}

function start(command: string, args: string[], uid?: number) {
  const child = spawn(command, args, {
    stdio: ['pipe', 'pipe', 'inherit'],
    ...(uid === undefined ? {} : { uid, gid: uid }),
  });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    said: async () => JSON.parse((await lines.next()).value as string) as Said,
    goOn: (appends: number) => child.stdin.write(`${appends}\n`),
  };
}

/** Undefined where this machine does not let tests mount. */
function smallDisk(megabytes: number): string | undefined {
  const path = tempDir();
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'none', path], {
      stdio: 'ignore',
    });
  } catch {
    return undefined;
  }
  onTestFinished(() => {
    execFileSync('umount', ['-l', path]);
  });
  return path;
}

it('refuses what it can’t write on a full disk, keeps what it acknowledged, and goes on when there is room', async (context) => {
  const disk = smallDisk(8);
  if (!disk) return context.skip('this machine does not let tests mount a file system');
  const ballast = join(disk, 'ballast');
  writeFileSync(ballast, Buffer.alloc(3 * 1024 * 1024));
  const { said, goOn } = start(process.execPath, [program, join(disk, 'store')]);
  const full = await said();
  expect(full).toMatchObject({ name: 'StoreWriteError', seen: full.kept });
  expect(full.kept).toBeGreaterThan(10);
  expect(full.message).toMatch(/disk|room/);
  goOn(3);
  expect(await said()).toMatchObject({ name: 'StoreWriteError', kept: full.kept, seen: full.kept });
  rmSync(ballast);
  goOn(3);
  expect(await said()).toEqual({ kept: full.kept + 3, seen: full.kept + 3 });
});

it('refuses what the system does not let it write, and keeps what it acknowledged', async () => {
  const directory = join(tempDir(), 'store');
  const command = `ulimit -f 4096; exec "${process.execPath}" "${program}" "${directory}"`;
  const { said } = start('bash', ['-c', command]);
  const full = await said();
  expect(full).toMatchObject({ name: 'StoreWriteError', seen: full.kept });
  expect(full.kept).toBeGreaterThan(10);
});

it('says that a directory can’t be written to', async (context) => {
  const parent = tempDir();
  const directory = join(parent, 'store');
  mkdirSync(directory, { mode: 0o555 });
  execFileSync('chmod', ['755', parent]);
  const isRoot = process.getuid?.() === 0;
  // Root may write anywhere: it becomes nobody.
  const { said } = start(process.execPath, [program, directory], isRoot ? 65_534 : undefined);
  const answer = await said();
  if (/EACCES.*node_modules/.test(answer.message ?? '')) return context.skip('nobody may not read');
  expect(answer).toMatchObject({ name: 'StoreOpenError', kept: 0 });
  expect(answer.message).toContain('can be written to');
});

import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { check } from '../../conformance-kit/waiting.ts';
import { defineTopic } from '../case.ts';
import { checkStream } from '../envelope.ts';
import { names } from '../report.ts';
import type { ShimRun } from '../shim-run.ts';

const uid = process.getuid?.() ?? 0;

export const places = defineTopic('places', 'Where it writes', [
  {
    id: 'modes',
    title: 'nobody but its owner can read what it wrote',
    async run(run) {
      const program = run.start();
      await program.does({ do: 'event', id: 'any', value: 1 });
      await program.end();
      const folder = join(run.directory, 'bridge');
      const [segment] = run.segments();
      check(segment !== undefined, 'nothing was reported');
      for (const [path, mode] of [
        [run.directory, 0o700],
        [folder, 0o700],
        [segment?.path ?? '', 0o600],
      ] as const) {
        const has = statSync(path).mode & 0o777;
        check(has === mode, `${path} has mode ${has.toString(8)}, and not ${mode.toString(8)}`);
      }
    },
  },
  {
    id: 'disabled',
    title: 'AGENTOPS_DISABLED=true: it does nothing',
    async run(run) {
      const program = run.start({ AGENTOPS_DISABLED: 'true' });
      await program.does({ do: 'open', session: 's-1' });
      await program.does({ do: 'event', id: 'any', session: 's-1', value: 1 });
      const { code } = await program.end();
      check(code === 0, `the program ended with ${code}: ${program.errors}`);
      check(!existsSync(run.directory), 'it made the data directory');
    },
  },
  {
    id: 'unwritable',
    title:
      'where the data directory can not be made, it writes to the temporary directory, and says so once',
    async run(run) {
      const program = run.start({ AGENTOPS_DIR: underFile(run) });
      await program.does({ do: 'event', id: 'first', value: 1 });
      await program.does({ do: 'event', id: 'second', value: 2 });
      const { code } = await program.end();
      check(code === 0, `the program ended with ${code}: ${program.errors}`);
      const instead = join(run.temporary, `agentops-${uid}`);
      checkStream(run.segments(instead));
      run.lineOf('second', instead);
      const said = program.errors.split(instead).length - 1;
      check(said === 1, `${instead} is named ${said} times on stderr: ${program.errors}`);
    },
  },
  {
    id: 'nowhere',
    title: 'where that can not be made either, the host goes on all the same',
    async run(run) {
      writeFileSync(join(run.temporary, `agentops-${uid}`), 'in the way');
      const program = run.start({ AGENTOPS_DIR: underFile(run) });
      for (let n = 0; n < 5; n++) await program.does({ do: 'event', id: `e-${n}`, value: n });
      const { code } = await program.end();
      check(code === 0, `the program ended with ${code}: ${program.errors}`);
    },
  },
  {
    id: 'full-disk',
    title:
      'on a full disk the host goes on; when there is room again, so does the report, which says what is missing',
    async run(run) {
      const disk = run.path('disk');
      if (!mountSmall(run, disk)) return 'this machine does not let tests mount a file system';
      const directory = join(disk, 'data');
      const program = run.start({ AGENTOPS_DIR: directory });
      await program.does({ do: 'event', id: 'before', value: 1 });
      const ballast = join(disk, 'ballast');
      fill(ballast);
      const text = 'x'.repeat(20_000);
      for (let n = 0; n < 10; n++)
        await program.does({ do: 'event', id: `full-${n}`, value: text });
      rmSync(ballast);
      const isThere = (id: string) => run.lines(directory).some((line) => names(line, id));
      // It need not try again at once, nor report what came before it did.
      let hasGoneOn = false;
      for (let n = 0; n < 100 && !hasGoneOn; n++) {
        await program.does({ do: 'event', id: `after-${n}`, value: n });
        hasGoneOn = isThere(`after-${n}`);
        if (!hasGoneOn) await pause(100);
      }
      const { code } = await program.end();
      check(code === 0, `the program ended with ${code}: ${program.errors}`);
      check(isThere('before'), 'what was written before is gone');
      check(hasGoneOn, 'nothing was reported any more');
      const isWhole = Array.from({ length: 10 }, (_, n) => `full-${n}`).every(isThere);
      const losses = run.lines(directory).filter(({ kind }) => kind === 'loss');
      check(isWhole || losses.length > 0, 'events are missing, and no line of kind "loss" says so');
      return undefined;
    },
  },
]);

/** A path that nobody can make, whatever the user may do. */
function underFile(run: ShimRun): string {
  const file = run.path('file');
  writeFileSync(file, 'in the way');
  return join(file, 'data');
}

function mountSmall(run: ShimRun, path: string): boolean {
  mkdirSync(path);
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'none', path], { stdio: 'ignore' });
  } catch {
    return false;
  }
  run.cleanup(() => execFileSync('umount', ['-l', path]));
  return true;
}

function fill(path: string): void {
  for (let bytes = 64 * 1024; bytes > 0; ) {
    try {
      writeFileSync(path, Buffer.alloc(bytes), { flag: 'a' });
    } catch {
      bytes = Math.floor(bytes / 2);
    }
  }
}

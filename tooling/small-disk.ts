import { execFileSync } from 'node:child_process';
import { onTestFinished } from 'vitest';
import { tempDir } from './temp-dir.ts';

/** A file system of its own, unmounted when the test has finished. Undefined where this machine does not let tests mount. */
export function smallDisk(megabytes: number): string | undefined {
  const path = tempDir();
  try {
    const options = ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'none', path];
    execFileSync('mount', options, { stdio: 'ignore' });
  } catch {
    return undefined;
  }
  onTestFinished(() => {
    execFileSync('umount', ['-l', path]);
  });
  return path;
}

/** Lets nobody write to it any more, not even root. */
export function makeReadOnly(disk: string): void {
  execFileSync('mount', ['-o', 'remount,ro', disk]);
}

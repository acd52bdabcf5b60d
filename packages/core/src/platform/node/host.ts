import { arch, hostname, platform, release } from 'node:os';

/** Of the machine and process, as a session says it. */
export function describeHost(): Record<string, unknown> {
  return {
    os: `${platform()} ${release()}`,
    arch: arch(),
    runtime: `node ${process.version}`,
    hostname: hostname(),
    pid: process.pid,
  };
}

export function sha256(text: string): Uint8Array {
  // Loading it takes milliseconds, and most programs have no session of a host's.
  const { createHash } = process.getBuiltinModule('node:crypto');
  return createHash('sha256').update(text).digest();
}

import { readFileSync, readlinkSync } from 'node:fs';
import { hostname, uptime } from 'node:os';
import type { WriterInfo } from '../events/record.ts';

export type Identity = Omit<WriterInfo, 'segment' | 'parentWriter' | 'sdkVersion'>;

/** Who this process is, precisely enough that a reader can tell later whether it still lives. */
export function identifyWriter(): Identity {
  return {
    pid: process.pid,
    processStartTime: processStartTime(process.pid),
    bootId: bootId(),
    pidNamespace: pidNamespace(),
    threadId: process.getBuiltinModule('node:worker_threads').threadId,
    hostname: hostname(),
  };
}

/**
 * Field 22 of `/proc/<pid>/stat`, in clock ticks since boot. Null off Linux, and where there is no such process, or only what
 * is left of one that its parent has not asked for (a zombie).
 */
export function processStartTime(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The second field is the program's name in brackets, and may hold blanks and brackets.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' || fields[0] === 'X' ? null : (fields[19] ?? null);
  } catch {
    return null;
  }
}

/** Off Linux, the minute in which the machine booted, as its own clock tells. */
export function bootId(): string {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  } catch {
    return `${hostname()}@${Math.round((Date.now() / 1000 - uptime()) / 60)}`;
  }
}

export function pidNamespace(): string | null {
  try {
    return readlinkSync('/proc/self/ns/pid');
  } catch {
    return null;
  }
}

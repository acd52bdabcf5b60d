import { hostname } from 'node:os';
import type { FoldedWriter, WriterState } from '../events/fold-writer.ts';
import { bootId, pidNamespace, processStartTime } from './writer-identity.ts';

const lostAfterMs = 10 * 60_000;

/**
 * Tells for this machine, now, whether a writer can still go on. It is dead for sure only where this reader could see it:
 * in the same boot and the same pid namespace, or from an earlier boot of this machine. Elsewhere it is lost when nothing
 * was heard of it for ten minutes. A reader says so; it never writes into another writer's file.
 */
export function writerStateHere(now: number = Date.now()): (writer: FoldedWriter) => WriterState {
  const here = { bootId: bootId(), pidNamespace: pidNamespace(), hostname: hostname() };
  return (writer) => {
    if (writer.isClosed) return { state: 'gone', reason: writer.closed ?? 'its process ended' };
    const info = writer.info;
    if (info && info.hostname === here.hostname && info.bootId !== here.bootId) {
      return gone(`the machine was restarted while process ${info.pid} ran`);
    }
    if (info && info.bootId === here.bootId && info.pidNamespace === here.pidNamespace) {
      // A worker thread can end while its process goes on, so for those only the heartbeat speaks.
      if (!isRunning(info.pid, info.processStartTime)) {
        return gone(`process ${info.pid} is gone (killed or crashed)`);
      }
      if (info.threadId === 0) return { state: 'alive' };
    }
    if (now - writer.lastTime > lostAfterMs) {
      return gone(`nothing was heard for ten minutes of process ${info?.pid ?? 'unknown'}`);
    }
    return { state: 'alive' };
  };
}

function isRunning(pid: number, startTime: string | null): boolean {
  if (startTime !== null) return processStartTime(pid) === startTime;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function gone(reason: string): WriterState {
  return { state: 'gone', reason };
}

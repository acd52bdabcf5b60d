import type { WriterInfo } from '@agentops/core';
import type { StreamInfo } from '../protocol/stream-info.ts';

/** The host's process, as readers judge by it whether a writer lives. */
export function writerInfoOf({
  process,
  shimVersion,
  context,
}: StreamInfo): Omit<WriterInfo, 'segment'> {
  const { pid, startTime, bootId, pidNamespace, hostname } = process;
  // Without a pid nobody can look for it: then it lives for as long as it is heard of, whatever machine it is on.
  const place =
    pid === null
      ? { bootId: 'unknown', pidNamespace: null, hostname: 'unknown' }
      : { bootId: bootId ?? 'unknown', pidNamespace, hostname: hostname ?? 'unknown' };
  const [, , parentWriter] = context?.split(';') ?? [];
  return {
    pid: pid ?? 0,
    processStartTime: startTime,
    ...place,
    threadId: 0,
    sdkVersion: shimVersion ?? 'unknown',
    ...(parentWriter ? { parentWriter } : {}),
  };
}

/** What the host's sessions say of where they ran. */
export function hostEnvOf({ platform, runtime, process, adapter, shimVersion }: StreamInfo) {
  return {
    ...(platform === null ? {} : { os: platform }),
    ...(runtime === null ? {} : { runtime }),
    ...(process.hostname === null ? {} : { hostname: process.hostname }),
    ...(process.pid === null ? {} : { pid: process.pid }),
    sdk: `${adapter} ${shimVersion ?? ''}`.trim(),
  };
}

import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import { check } from '../../conformance-kit/waiting.ts';
import { defineTopic } from '../case.ts';
import { checkStream } from '../envelope.ts';

const context = `${'0'.repeat(8)}-0000-7000-8000-${'1'.repeat(12)};;${'0'.repeat(8)}-0000-7000-8000-${'2'.repeat(12)}`;
const mebibyte = 1024 * 1024;

export const lines = defineTopic('lines', 'Lines', [
  {
    id: 'envelope',
    title: 'each line says version, stream, number, both times, kind and session',
    async run(run) {
      const program = run.start();
      await program.does({ do: 'open', session: 's-1' });
      await program.does({ do: 'event', id: 'first', session: 's-1', value: 1 });
      await pause(200);
      await program.does({ do: 'event', id: 'second', session: 's-1', value: 2 });
      await program.does({ do: 'event', id: 'third', value: 3 });
      await program.does({ do: 'end', session: 's-1' });
      await program.end();
      checkStream(run.segments());
      const [first, second, third] = ['first', 'second', 'third'].map((id) => run.lineOf(id));
      check(first?.session === 's-1', `an event of session s-1 says session ${first?.session}`);
      check(third?.session === undefined, `an event of no session says session ${third?.session}`);
      // Whatever the machine was busy with: 200 ms are no 100 s.
      const between = Number(second?.mono) - Number(first?.mono);
      check(
        between > 100 && between < 100_000,
        `two events 200 ms apart are ${between} ms apart by mono`,
      );
    },
  },
  {
    id: 'stream',
    title:
      'the first line says which host, shim and process it is, so that a reader can tell whether it lives',
    async run(run) {
      const program = run.start({ AGENTOPS_CONTEXT: context });
      await program.does({ do: 'event', id: 'any', value: 1 });
      const startTime = startTimeOf(program.pid);
      await program.end();
      const [line] = run.lines();
      const { data = {} } = line ?? {};
      check(line?.kind === 'stream', `the first line is of kind ${JSON.stringify(line?.kind)}`);
      for (const field of ['host', 'adapter', 'shim_version', 'runtime', 'platform']) {
        check(typeof data[field] === 'string' && data[field] !== '', `it has no ${field}`);
      }
      check(
        data.host_version === null || typeof data.host_version === 'string',
        'host_version is neither a text nor null',
      );
      check(data.segment === 0, `segment is ${JSON.stringify(data.segment)}`);
      check(data.capture_content === true, 'capture_content is not true');
      check(data.context === context, `context is ${JSON.stringify(data.context)}`);
      const told = (data.process ?? {}) as Record<string, unknown>;
      const expected = {
        pid: program.pid,
        start_time: startTime,
        boot_id: textOf('/proc/sys/kernel/random/boot_id') ?? told.boot_id,
        pid_namespace: linkOf('/proc/self/ns/pid'),
        hostname: hostname(),
      };
      for (const [field, value] of Object.entries(expected)) {
        check(
          told[field] === value,
          `process.${field} is ${JSON.stringify(told[field])}, and not ${JSON.stringify(value)}`,
        );
      }
    },
  },
  {
    id: 'segments',
    title: 'after 16 MiB it goes on in the next file, which says again what it is of',
    async run(run) {
      const program = run.start();
      const text = 'x'.repeat(mebibyte - 1000);
      for (let n = 0; n < 18; n++)
        await program.does({ do: 'event', id: `long-${n}`, value: text });
      await program.end();
      const segments = run.segments();
      checkStream(segments);
      check(segments.length === 2, `18 MiB are in ${segments.length} files`);
      segments.forEach(({ index, lines: [first] }, expected) => {
        check(index === expected, `file ${expected} is numbered ${index}`);
        check(first?.kind === 'stream', `file ${index} begins with ${JSON.stringify(first?.kind)}`);
        check(first?.data?.segment === index, `file ${index} says segment ${first?.data?.segment}`);
      });
      run.lineOf('long-17');
    },
  },
]);

/** Field 22 of its `/proc/<pid>/stat`; null where the platform has none. */
function startTimeOf(pid: number): string | null {
  const stat = textOf(`/proc/${pid}/stat`);
  return stat?.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? null;
}

function textOf(path: string): string | null {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch {
    return null;
  }
}

function linkOf(path: string): string | null {
  try {
    return readlinkSync(path);
  } catch {
    return null;
  }
}

import { check } from '../../conformance-kit/waiting.ts';
import { defineTopic } from '../case.ts';
import type { ExporterRun } from '../exporter-run.ts';
import type { Behaviour } from '../receiver.ts';

/** The first request with events meets this; afterwards all is well. */
async function afterOne(run: ExporterRun, behaviour: Behaviour): Promise<void> {
  const { agentops, session } = run.record();
  let unanswered: string[] | undefined;
  let again = false;
  run.receiver.script = (_, ids) => {
    if (!ids || ids.length === 0) return 'take';
    if (unanswered) {
      again ||= unanswered.every((id) => ids.includes(id));
      return 'take';
    }
    unanswered = ids;
    return behaviour;
  };
  for (let n = 0; n < 5; n++) session.startTool(`tool ${n}`).end();
  // Whether the exporter tries again by itself, or core does.
  await agentops.flush();
  check(await agentops.flush({ timeoutMs: 20_000 }), 'flush resolved to false when all was well');
  check(again, 'what had no answer did not come again');
  run.checkAll();
}

/** The destination says no to everything for a while. */
async function afterAll(run: ExporterRun, status: number): Promise<void> {
  const { agentops, session } = run.record();
  const headers = { location: `${run.receiver.url}/elsewhere` };
  run.receiver.script = ({ path }) => (path === '/elsewhere' ? 'take' : { status, headers });
  for (let n = 0; n < 5; n++) session.startTool(`tool ${n}`).end();
  check(
    !(await agentops.flush()),
    `flush resolved to true, though all was answered with ${status}`,
  );
  const wentElsewhere = run.receiver.received.some(({ path }) => path === '/elsewhere');
  check(!wentElsewhere, 'a redirect was followed');
  run.receiver.script = () => 'take';
  check(await agentops.flush({ timeoutMs: 20_000 }), 'flush resolved to false when all was well');
  run.checkAll();
}

const statuses = [
  [500, 'a fault of the destination'],
  [503, 'a destination that is overloaded'],
  [401, 'a key that is not taken (yet)'],
  [403, 'a key that may not (yet)'],
  [404, 'an address where nothing is (yet)'],
] as const;

export const answers = defineTopic('answers', 'An answer that is no yes loses nothing', [
  ...statuses.map(([status, what]) => ({
    id: `status-${status}`,
    title: `${status}, ${what}: all of it comes again`,
    run: (run: ExporterRun) => afterAll(run, status),
  })),
  ...[302, 307].map((status) => ({
    id: `redirect-${status}`,
    title: `${status}: it is not followed, since the key would go along, and counts as no answer`,
    run: (run: ExporterRun) => afterAll(run, status),
  })),
  {
    id: 'retry-after',
    title: '429 with retry-after: the error says how long to wait',
    async run(run) {
      run.receiver.script = () => ({ status: 429, headers: { 'retry-after': '7' } });
      const { agentops, session } = run.record();
      session.startTool('one').end();
      await agentops.flush();
      agentops.shutdown();
      const exporter = run.create();
      const error = await exporterError(() => run.exportAll(exporter));
      const { retryAfterMs } = error as { retryAfterMs?: number };
      check(retryAfterMs === 7000, `the error's retryAfterMs is ${retryAfterMs}, and not 7000`);
    },
  },
  {
    id: 'waits',
    title: '429 with retry-after: nothing comes before that time',
    async run(run) {
      const { agentops, session } = run.record();
      let at = 0;
      let early = 0;
      run.receiver.script = (_, ids) => {
        if (!ids) return 'take';
        if (at === 0) {
          at = performance.now();
          return { status: 429, headers: { 'retry-after': '1' } };
        }
        // Timers may be a little early.
        if (performance.now() - at < 990) early++;
        return 'take';
      };
      session.startTool('one').end();
      await run.arrival();
      check(early === 0, 'it came again before the time that the destination had asked for');
      check(await agentops.flush(), 'flush resolved to false when all was well');
      run.checkAll();
    },
  },
  {
    id: 'reset',
    title: 'a connection that breaks before the request is taken in: it comes again',
    run: (run) => afterOne(run, 'reset'),
  },
  {
    id: 'take-and-reset',
    title: 'a connection that breaks before the answer: it comes again, with the same ids',
    run: (run) => afterOne(run, 'take-and-reset'),
  },
  {
    id: 'half-answer',
    title: 'half an answer is none: it comes again, with the same ids',
    run: (run) => afterOne(run, 'half-answer'),
  },
  {
    id: 'later-fails',
    title: 'a request that fails behind one that was taken: what was taken does not come again',
    async run(run) {
      const { agentops, session } = run.record();
      let carrying = 0;
      run.receiver.script = (_, ids) => (ids && ++carrying % 2 === 0 ? { status: 500 } : 'take');
      for (let n = 0; n < 1000; n++) session.startTool(`tool ${n}`).end();
      for (let tries = 0; tries < 100 && !(await agentops.flush()); tries++);
      run.checkAll();
    },
  },
  {
    id: 'one-refused',
    title: 'one bad event of a thousand is refused: the others arrive, and it holds up nothing',
    needs: ['refusal'],
    async run(run) {
      const status = run.subject.refusal as number;
      const { agentops, session } = run.record();
      let bad = '';
      run.receiver.script = (_, ids) => (ids?.includes(bad) ? { status } : 'take');
      for (let n = 0; n < 1000; n++) {
        const tool = session.startTool(`tool ${n}`);
        if (n === 500) bad = run.subject.receiver.idOf?.(tool.id) ?? tool.id;
        tool.end();
      }
      const flushed = await agentops.flush({ timeoutMs: 30_000 });
      check(flushed, 'flush resolved to false: the bad one holds up all');
      run.checkAll([bad]);
      session.startTool('after').end();
      check(await agentops.flush(), 'flush resolved to false: what comes afterwards is held up');
      run.checkAll([bad]);
    },
  },
  {
    id: 'one-answered-500',
    title: 'one event of a thousand at which the destination fails each time is refused in the end',
    needs: ['isolatesFaults'],
    async run(run) {
      const { agentops, session } = run.record();
      let bad = '';
      run.receiver.script = (_, ids) => (ids?.includes(bad) ? { status: 500 } : 'take');
      for (let n = 0; n < 1000; n++) {
        const tool = session.startTool(`tool ${n}`);
        if (n === 500) bad = run.subject.receiver.idOf?.(tool.id) ?? tool.id;
        tool.end();
      }
      let flushed = false;
      for (let tries = 0; tries < 100 && !flushed; tries++) flushed = await agentops.flush();
      check(flushed, 'flush resolves to false again and again: the bad one holds up all');
      run.checkAll([bad]);
    },
  },
]);

async function exporterError(run: () => Promise<void>): Promise<unknown> {
  try {
    await run();
  } catch (error) {
    return error;
  }
  throw new Error('export resolved, though the answer was 429');
}

import { check, waitUntil } from '../../conformance-kit/waiting.ts';
import { type Command, defineTopic } from '../case.ts';
import { checkStream } from '../envelope.ts';
import type { Ending } from '../host-program.ts';
import { linesOf } from '../report.ts';
import type { ShimRun } from '../shim-run.ts';

export const endings = defineTopic('endings', 'How a process ends', [
  {
    id: 'natural',
    title: 'at its natural end the last line is a close, and nothing keeps the process alive',
    async run(run) {
      const { ending, errors } = await endOf(run, undefined);
      check(ending.code === 0, `the program ended with ${ending.code}: ${errors}`);
      checkClosed(run);
    },
  },
  {
    id: 'exit',
    title: 'so it is where the host exits, with its own code',
    async run(run) {
      const { ending } = await endOf(run, { do: 'exit', code: 3 });
      check(ending.code === 3, `the program ended with ${ending.code}, and not with 3`);
      checkClosed(run);
    },
  },
  {
    id: 'exception',
    title: 'and after an exception that nobody caught, which is shown as without the shim',
    async run(run) {
      const withShim = await endOf(run, { do: 'raise' });
      checkClosed(run);
      const without = await endOf(run, { do: 'raise' }, { AGENTOPS_DISABLED: 'true' });
      check(
        withShim.ending.code === without.ending.code,
        `it ends with ${withShim.ending.code}, and without the shim with ${without.ending.code}`,
      );
      check(
        withShim.errors === without.errors,
        `it says ${withShim.errors}, and without the shim ${without.errors}`,
      );
    },
  },
  {
    id: 'killed',
    title: 'SIGKILL loses nothing that the host was done with',
    async run(run) {
      const rounds = run.subject.killRounds ?? (process.env.AGENTOPS_TEST_FULL === '1' ? 30 : 3);
      for (let round = 0; round < rounds; round++) await killOnce(run, round);
    },
  },
  {
    id: 'heartbeat',
    title: 'while a session is open it says again and again that it lives',
    async run(run) {
      const { heartbeatMs = 30_000 } = run.subject;
      const program = run.start();
      await program.does({ do: 'open', session: 's-1' });
      const beats = () => run.lines().filter(({ kind }) => kind === 'heartbeat');
      await waitUntil(() => beats().length > 0, 'a heartbeat', 10_000 + 3 * heartbeatMs);
      await program.does({ do: 'end', session: 's-1' });
      await program.end();
      checkStream(run.segments());
    },
  },
]);

/** What the program does when it comes to its end, with a session that is still open. */
async function endOf(
  run: ShimRun,
  last: Command | undefined,
  env: Readonly<Record<string, string>> = {},
): Promise<{ ending: Ending; errors: string }> {
  const program = run.start(env);
  await program.does({ do: 'open', session: 's-1' });
  await program.does({ do: 'event', id: 'any', session: 's-1', value: 1 });
  if (last) program.tell(last);
  const ending = await (last ? program.ending() : program.end());
  return { ending, errors: program.errors };
}

function checkClosed(run: ShimRun): void {
  checkStream(run.segments());
  const last = run.lines().at(-1);
  check(last?.kind === 'close', `the last line is of kind ${JSON.stringify(last?.kind)}`);
  check(typeof last?.data?.reason === 'string', 'it has no reason');
}

async function killOnce(run: ShimRun, round: number): Promise<void> {
  const directory = run.path(`killed-${round}`);
  const program = run.start({ AGENTOPS_DIR: directory });
  program.tell({ do: 'burst', id: `r${round}`, count: 1_000_000 });
  // Not always at the same place.
  const awaited = 5 + ((round * 67) % 400);
  for (let n = 0; n < awaited; n++) await program.answer('burst');
  await program.kill();
  const acknowledged = awaited + program.unread;
  const segments = run.segments(directory);
  const bad = segments.flatMap(({ badLines }) => badLines);
  check(bad.length <= 1, `${bad.length} lines are no JSON: ${bad[0]?.slice(0, 200)}`);
  const text = linesOf(segments)
    .map(({ data }) => JSON.stringify(data))
    .join('\n');
  for (let n = 0; n < acknowledged; n++) {
    check(text.includes(`"r${round}-${n}"`), `event ${n} of ${acknowledged} is missing`);
  }
}

import { check, waitUntil } from '../../conformance-kit/waiting.ts';
import { defineTopic } from '../case.ts';
import { arrivalMs, type ExporterRun } from '../exporter-run.ts';
import type { SeenRequest } from '../receiver.ts';

/** Core holds a process for a few seconds at most. */
const heldMs = 20_000;

export const processes = defineTopic('processes', 'Processes that end', [
  {
    id: 'killed',
    title:
      'killed between sending and learning that it was taken: the next one sends the rest, and of what was taken only that request, as it was',
    needs: ['program'],
    async run(run) {
      const rounds = run.subject.killRounds ?? (process.env.AGENTOPS_TEST_FULL === '1' ? 50 : 2);
      for (let round = 0; round < rounds; round++) await killOnce(run, round);
      run.checkAllOfTheDead();
    },
  },
  {
    id: 'two',
    title: 'two of them with one directory and one destination send all, each event once',
    needs: ['program'],
    async run(run) {
      const children = [1, 2].map(() => run.spawn({ events: 200, pauseMs: 2, end: 'flush' }));
      for (const child of children) {
        const code = await child.end();
        check(code === 0, `a process ended with ${code}: ${child.errors}`);
      }
      await run.drain();
      run.checkAll();
    },
  },
  {
    id: 'not-held',
    title: 'a destination that does not answer holds up no process that has come to its end',
    needs: ['program'],
    async run(run) {
      run.receiver.script = () => 'silence';
      // Longer than core holds a process, and than the case waits.
      const child = run.spawn({ events: 5, end: 'exit', timeoutMs: 600_000 });
      await waitUntil(() => !child.isRunning, 'the process to end', heldMs);
      const code = await child.end();
      check(code === 0, `the process ended with ${code}: ${child.errors}`);
      run.receiver.script = () => 'take';
      await run.drain();
      run.checkAll();
    },
  },
]);

/** The destination has what it was sent, and the sender never hears of it. */
async function killOnce(run: ExporterRun, round: number): Promise<void> {
  // Not always in the first batch.
  let left = (round % 4) + 1;
  let taken = false;
  run.receiver.script = (_, ids) => {
    if (!ids || ids.length === 0) return 'take';
    if (taken) return 'silence';
    left--;
    taken = left === 0;
    // It is taken in, and the answer is held back for longer than the process lives.
    return taken ? { delayMs: 600_000 } : 'take';
  };
  const begin = run.receiver.seen.length;
  const child = run.spawn({
    events: 100_000,
    atOnce: 300,
    pauseMs: 3,
    end: 'flush',
    timeoutMs: 600_000,
  });
  const sent = () => {
    check(child.errors === '' || child.isRunning, `the process ended: ${child.errors}`);
    return taken;
  };
  await waitUntil(sent, 'the process to send what it recorded', arrivalMs);
  await child.kill();
  const inFlight = run.receiver.seen.at(-1);
  run.receiver.script = () => 'take';
  const { unsentBytes, writers } = await run.drain();
  check(unsentBytes === 0, `${unsentBytes} bytes stay unsent: ${writers[0]?.reason}`);
  checkRepeats(run, run.receiver.seen.slice(begin), inFlight?.ids ?? []);
}

/** An answer that was lost makes one request come again, and nothing else. */
function checkRepeats(
  run: ExporterRun,
  requests: readonly SeenRequest[],
  inFlight: readonly string[],
): void {
  const { say } = run.subject.receiver;
  const told = new Map<string, string>();
  for (const request of requests) {
    const says = say?.(request) ?? {};
    for (const id of request.ids) {
      const text = JSON.stringify(says[id]) ?? '';
      const before = told.get(id);
      told.set(id, text);
      if (before === undefined) continue;
      check(
        inFlight.includes(id),
        `${id} came again, and was not in the one request whose answer was lost: set the exporter's maxRecords to what goes in one request`,
      );
      check(before === text, `${id} came again as something else: ${text}, and before ${before}`);
    }
  }
}

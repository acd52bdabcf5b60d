import { vi } from 'vitest';
import { check } from '../../conformance-kit/waiting.ts';
import { defineTopic } from '../case.ts';

const minute = 60_000;

export const outages = defineTopic('outages', 'A destination that is away', [
  {
    id: 'away',
    title: 'nobody listens: all of it comes when it is back on the same port',
    async run(run) {
      const { agentops, session } = run.record();
      session.startTool('before').end();
      check(await agentops.flush(), 'flush resolved to false');
      await run.receiver.stop();
      for (let n = 0; n < 20; n++) session.startTool(`tool ${n}`).end();
      check(!(await agentops.flush()), 'flush resolved to true, though nobody listens');
      await run.receiver.start();
      check(
        await agentops.flush({ timeoutMs: 20_000 }),
        'flush resolved to false when it was back',
      );
      run.checkAll();
    },
  },
  {
    id: 'slow',
    title: 'a slow answer is an answer: nothing comes twice',
    async run(run) {
      run.receiver.script = () => ({ delayMs: 200 });
      const { agentops, session } = run.record();
      for (let n = 0; n < 5; n++) session.startTool(`tool ${n}`).end();
      check(await agentops.flush({ timeoutMs: 20_000 }), 'flush resolved to false');
      run.checkAll();
    },
  },
  {
    id: 'silent',
    title: 'no answer within the time limit is none: it comes again',
    async run(run) {
      const { agentops, session } = run.record();
      run.receiver.script = () => 'silence';
      session.startTool('one').end();
      const flushed = await agentops.flush({ timeoutMs: 3000 });
      check(!flushed, 'flush resolved to true, though nobody answered');
      run.receiver.script = () => 'take';
      check(await agentops.flush({ timeoutMs: 6000 }), 'flush resolved to false when it was back');
      run.checkAll();
    },
  },
  {
    id: 'ten-minutes',
    title: 'ten minutes of 503 by a simulated clock: it is asked now and then, and loses nothing',
    async run(run) {
      const realTimeout = globalThis.setTimeout;
      // The network knows nothing of the simulated clock: it has its time before that goes on.
      const idle = async () => {
        do await new Promise((resolve) => realTimeout(resolve, 3));
        while (run.receiver.underWay > 0);
      };
      vi.useFakeTimers({
        toFake: [
          'setTimeout',
          'clearTimeout',
          'setInterval',
          'clearInterval',
          'Date',
          'performance',
        ],
      });
      try {
        const { agentops, session } = run.record({ timeoutMs: 10 * minute });
        run.receiver.script = () => ({ status: 503 });
        for (let elapsed = 0; elapsed < 10 * minute; elapsed += 2000) {
          if (elapsed % 20_000 === 0) session.startTool(`at ${elapsed}`).end();
          await vi.advanceTimersByTimeAsync(2000);
          await idle();
        }
        const requests = run.receiver.received.length;
        check(requests >= 10, `in ten minutes it was asked only ${requests} times`);
        check(requests <= 150, `in ten minutes it was asked ${requests} times, away as it was`);
        run.receiver.script = () => 'take';
        // Nobody flushes: it comes by itself, within the longest pause between two tries.
        for (let elapsed = 0; elapsed < 2 * minute; elapsed += 2000) {
          await vi.advanceTimersByTimeAsync(2000);
          await idle();
        }
        run.checkAll();
        agentops.shutdown();
      } finally {
        vi.useRealTimers();
      }
    },
  },
  {
    id: 'shutdown',
    title: 'shutting down meanwhile neither throws nor loses: what is left is sent later',
    async run(run) {
      const { agentops, session } = run.record();
      run.receiver.script = () => 'silence';
      for (let n = 0; n < 5; n++) session.startTool(`tool ${n}`).end();
      void agentops.flush();
      await run.someRequest();
      agentops.shutdown();
      run.receiver.script = () => 'take';
      const exporter = run.create();
      await run.exportAll(exporter);
      run.checkAll();
    },
  },
]);

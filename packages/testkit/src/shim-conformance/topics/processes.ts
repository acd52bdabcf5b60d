import { check } from '../../conformance-kit/waiting.ts';
import { defineTopic } from '../case.ts';
import { checkStream } from '../envelope.ts';
import { names } from '../report.ts';

const threads = 8;
const each = 100;

export const processes = defineTopic('processes', 'The host around it', [
  {
    id: 'threads',
    title: 'threads that report at the same time break no line, and share no number',
    needs: ['threads'],
    async run(run) {
      const program = run.start();
      await program.does({ do: 'threads', id: 't', threads, each });
      await program.end();
      checkStream(run.segments());
      const written = run.lines().map(({ data }) => JSON.stringify(data));
      const text = written.join('\n');
      for (let thread = 0; thread < threads; thread++) {
        for (let n = 0; n < each; n++) {
          check(text.includes(`"t-${thread}-${n}"`), `event ${n} of thread ${thread} is missing`);
        }
      }
    },
  },
  {
    id: 'fork',
    title: 'after a fork the child begins a stream of its own, and the parent goes on with its',
    needs: ['fork'],
    async run(run) {
      const program = run.start();
      await program.does({ do: 'event', id: 'before', value: 1 });
      const { pid } = await program.does({ do: 'fork', id: 'in-child' });
      await program.does({ do: 'event', id: 'after', value: 2 });
      await program.end();
      const segments = run.segments();
      for (const segment of segments) checkStream([segment]);
      const byPid = new Map(
        segments.map((segment) => {
          const told = segment.lines[0]?.data?.process as { pid?: unknown } | undefined;
          return [told?.pid, segment.lines];
        }),
      );
      const child = byPid.get(pid) ?? [];
      const parent = byPid.get(program.pid) ?? [];
      check(
        child.some((line) => names(line, 'in-child')),
        `no stream of process ${pid} has its event`,
      );
      check(
        !parent.some((line) => names(line, 'in-child')),
        "the child's event is in the parent's stream",
      );
      for (const id of ['before', 'after']) {
        check(
          parent.filter((line) => names(line, id)).length === 1,
          `"${id}" is not once in the parent's stream`,
        );
        check(!child.some((line) => names(line, id)), `"${id}" is in the child's stream`);
      }
    },
  },
  {
    id: 'environment',
    title:
      'what it was told by the environment is not handed on to processes that run generated code',
    async run(run) {
      const program = run.start({ AGENTOPS_CAPTURE_CONTENT: 'true', AGENTOPS_CONTEXT: '' });
      const { names: inherited } = await program.does({ do: 'environment' });
      await program.end();
      check(Array.isArray(inherited), 'the answer has no names');
      const ours = (inherited as string[]).filter((name) => name.startsWith('AGENTOPS_'));
      check(ours.length === 0, `these are handed on: ${ours.join(', ')}`);
    },
  },
  {
    id: 'quiet',
    title: 'it says nothing on stderr while all is well',
    async run(run) {
      const program = run.start();
      await program.does({ do: 'open', session: 's-1' });
      await program.does({ do: 'event', id: 'any', session: 's-1', value: 1 });
      await program.does({ do: 'end', session: 's-1' });
      await program.end();
      check(program.errors === '', `it says ${program.errors}`);
    },
  },
  {
    id: 'failure',
    title: 'a hook that fails is told by one diagnostic, and the host and the report go on',
    needs: ['failure'],
    async run(run) {
      const program = run.start();
      await program.does({ do: 'failure' });
      await program.does({ do: 'failure' });
      await program.does({ do: 'event', id: 'behind', value: 1 });
      const { code } = await program.end();
      check(code === 0, `the program ended with ${code}: ${program.errors}`);
      checkStream(run.segments());
      const told = run.lines().filter(({ kind }) => kind === 'diagnostic');
      check(told.length === 1, `there are ${told.length} diagnostics`);
      for (const field of ['level', 'code', 'message']) {
        check(typeof told[0]?.data?.[field] === 'string', `it has no ${field}`);
      }
      run.lineOf('behind');
    },
  },
]);

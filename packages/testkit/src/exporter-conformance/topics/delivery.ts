import { check } from '../../conformance-kit/waiting.ts';
import { defineTopic } from '../case.ts';

export const delivery = defineTopic('delivery', 'What was recorded arrives', [
  {
    id: 'all',
    title: 'a thousand events arrive, each once, and flush says so',
    async run(run) {
      const { agentops, session } = run.record();
      for (let n = 0; n < 1000; n++) session.startTool(`tool ${n}`).end();
      session.end({ endState: 'Success' });
      check(await agentops.flush(), 'flush resolved to false, though every request was answered');
      run.checkAll();
    },
  },
  {
    id: 'order',
    title: 'events of a session arrive in the order of their ends, sessions side by side',
    async run(run) {
      const { agentops, session } = run.record();
      const other = agentops.startSession({ name: 'other' });
      for (let n = 0; n < 40; n++) (n % 3 === 0 ? other : session).startTool(`tool ${n}`).end();
      check(await agentops.flush(), 'flush resolved to false');
      for (const { id } of [session, other]) {
        const ended = run.ended(id);
        const arrived = run.receiver.taken.filter((each) => ended.includes(each));
        check(
          JSON.stringify(arrived) === JSON.stringify(ended),
          `of session ${id} arrived ${arrived.join(', ')}, where ${ended.join(', ')} had ended`,
        );
      }
    },
  },
  {
    id: 'later',
    title: 'an event that began in one batch and ended in another arrives when it has ended',
    async run(run) {
      const { agentops, session } = run.record();
      const tool = session.startTool('long');
      session.startTool('short').end();
      check(await agentops.flush(), 'flush resolved to false');
      tool.end();
      check(await agentops.flush(), 'flush resolved to false');
      run.checkAll();
    },
  },
  {
    id: 'gzip',
    title: 'what carries events is compressed',
    needs: ['gzip'],
    async run(run) {
      const { agentops, session } = run.record();
      session.startTool('one').end();
      check(await agentops.flush(), 'flush resolved to false');
      for (const { headers } of run.receiver.seen) {
        check(headers['content-encoding'] === 'gzip', 'a request has no content-encoding: gzip');
      }
      run.checkAll();
    },
  },
]);

import { describe, expect, it } from 'vitest';
import type { AgentOps } from '../../src/agentops.ts';
import { type Finished, FinishedEvents } from '../../src/export/finished-events.ts';
import { SessionSampler, type SessionSamplerOptions } from '../../src/export/session-sampler.ts';
import { Recording } from '../recording.ts';

/** What is chosen of what is recorded, step by step. */
function sampling(options: SessionSamplerOptions = { rate: 0 }) {
  const recording = new Recording();
  recording.agentops.init({ ...recording.options, autoStartSession: false });
  const finished = new FinishedEvents();
  const sampler = new SessionSampler(options);
  let read = 0;
  const more = () => {
    const { records } = recording.read();
    const all = records.slice(read);
    read = records.length;
    return all;
  };
  return {
    agentops: recording.agentops,
    sampler,
    /** Of what was recorded since. */
    choose: (record: (agentops: AgentOps) => void = () => {}) => {
      record(recording.agentops);
      return sampler.choose(finished.add(more()));
    },
    recall: () => sampler.recall(finished.recall(more())),
    /** Its process is gone. */
    crash: () => {
      const writer = recording.read().records[0]?.writer as string;
      return sampler.choose(finished.add(more(), { writer, reason: 'killed' }), {
        writer,
        reason: 'killed',
      });
    },
    settle: () => {
      finished.settle();
      return sampler.settle();
    },
  };
}

function names({ started, changed, events, changedEvents, ended }: Finished): string[] {
  return [
    ...started.map(({ name }) => `start ${name}`),
    ...changed.map(({ name }) => `change ${name}`),
    ...events.map(({ name }) => name),
    ...changedEvents.map(({ name }) => `change ${name}`),
    ...ended.map(({ name }) => `end ${name}`),
  ];
}

describe('of a session that is not in the sample', () => {
  it('nothing comes where all goes well', () => {
    const { agentops, choose, settle } = sampling();
    const session = agentops.startSession({ name: 's' });
    expect(names(choose(() => session.startTool('a').end()))).toEqual([]);
    settle();
    expect(names(choose(() => session.end({ endState: 'Success' })))).toEqual([]);
    settle();
    expect(names(choose())).toEqual([]);
  });

  it('all comes with the first error, in order, and what follows at once', () => {
    const { agentops, choose, settle } = sampling();
    const [session, other] = ['s', 'o'].map((name) => agentops.startSession({ name }));
    choose(() => session?.startTool('a').end());
    settle();
    choose(() => {
      session?.setTags(['late']);
      other?.startTool('b').end();
    });
    settle();
    const all = choose(() => session?.startTool('c').fail(new Error('no')));
    expect(names(all)).toEqual(['start s', 'a', 'c', 'Error']);
    expect(all.started[0]?.tags).toEqual(['late']);
    settle();
    expect(names(choose())).toEqual([]);
    const rest = choose(() => {
      session?.startTool('d').end();
      session?.end({ endState: 'Success' });
    });
    expect(names(rest)).toEqual(['d', 'end s']);
  });

  it('all comes when it ends with Fail, and when its process was killed', () => {
    const { agentops, choose, crash, settle } = sampling();
    const session = agentops.startSession({ name: 's' });
    choose(() => session.startTool('a').end());
    settle();
    const failed = choose(() => session.end({ endState: 'Fail' }));
    expect(names(failed)).toEqual(['start s', 'a', 'end s']);
    settle();
    choose(() => agentops.startSession({ name: 'left' }).startTool('open'));
    settle();
    expect(names(crash())).toEqual(['start left', 'open', 'end left']);
  });

  it('it is told that it was withheld when it has ended well, once', () => {
    const { agentops, choose, settle } = sampling();
    const [well, other, failing] = ['w', 'o', 'f'].map((name) => agentops.startSession({ name }));
    choose(() => well?.startTool('a').end());
    expect(settle()).toBe(0);
    choose(() => {
      well?.end({ endState: 'Success' });
      other?.end({ endState: 'Indeterminate' });
      failing?.end({ endState: 'Fail' });
    });
    // The failing one was not taken.
    choose();
    expect(settle()).toBe(2);
    choose();
    expect(settle()).toBe(0);
  });

  it('it is not told again of what another process withheld', () => {
    const { agentops, choose, recall, settle } = sampling();
    agentops.startSession().end({ endState: 'Success' });
    recall();
    choose();
    expect(settle()).toBe(0);
  });

  it('what the destination did not take comes again, and nothing else', () => {
    const { agentops, sampler, choose, settle } = sampling();
    const session = agentops.startSession({ name: 's' });
    choose(() => session.startTool('a').end());
    settle();
    const { events } = choose(() => session.startTool('b').fail(new Error('no')));
    sampler.sent(events.slice(0, 1));
    expect(names(choose())).toEqual(['start s', 'b', 'Error']);
    settle();
    expect(names(choose())).toEqual([]);
  });

  it('an event that changes while it waits comes as new, later as a change', () => {
    const { agentops, choose, settle } = sampling();
    const session = agentops.startSession({ name: 's' });
    const tool = session.startTool('a');
    choose(() => tool.end());
    settle();
    choose(() => tool.update({ logs: 'late' }));
    settle();
    const all = choose(() => session.startTool('b').fail(new Error('no')));
    expect(names(all)).toEqual(['start s', 'a', 'b', 'Error']);
    expect(all.events[0]).toMatchObject({ logs: 'late' });
    settle();
    expect(names(choose(() => tool.update({ logs: 'later' })))).toEqual(['change a']);
  });

  it('what another process had sent is known, and does not come again', () => {
    const { agentops, choose, recall } = sampling();
    const session = agentops.startSession({ name: 's' });
    session.startTool('a').fail(new Error('no'));
    const quiet = agentops.startSession({ name: 'q' });
    quiet.startTool('b').end();
    recall();
    expect(names(choose(() => session.startTool('c').end()))).toEqual(['c']);
    expect(names(choose(() => quiet.end({ endState: 'Fail' })))).toContain('b');
  });
});

it.each<[string, Partial<SessionSamplerOptions>]>([
  ['events', { maxEvents: 3 }],
  ['characters', { maxChars: 7000 }],
])('beyond so many %s the session that has waited longest is dropped', (_, limits) => {
  const { agentops, choose, settle } = sampling({ rate: 0, ...limits });
  const [first, second] = ['first', 'second'].map((name) => agentops.startSession({ name }));
  const text = 'x'.repeat(2000);
  for (const session of [first, first, second, second]) {
    choose(() => session?.startTool('t', { arguments: text }).end());
    settle();
  }
  expect(choose(() => first?.end({ endState: 'Fail' })).events).toEqual([]);
  settle();
  expect(choose(() => second?.end({ endState: 'Fail' })).events).toHaveLength(2);
});

it('a share of the sessions is in, the same ones for everybody', () => {
  const runs = [0.3, 0.3, 0.6].map((rate) => sampling({ rate }));
  const [first, again, more] = runs as [(typeof runs)[0], (typeof runs)[0], (typeof runs)[0]];
  const { started } = sampling({ rate: 1 }).choose((agentops) => {
    for (let n = 0; n < 400; n++) agentops.startSession();
  });
  const of = ({ sampler }: typeof first) => {
    const none = { changed: [], events: [], changedEvents: [], ended: [] };
    return sampler.choose({ started, ...none }).started.map(({ id }) => id);
  };
  const chosen = of(first);
  expect(chosen.length).toBeGreaterThan(80);
  expect(chosen.length).toBeLessThan(160);
  expect(of(again)).toEqual(chosen);
  expect(of(more)).toEqual(expect.arrayContaining(chosen));
});

import { stripVTControlCharacters } from 'node:util';
import {
  attachmentTypes,
  attachSession,
  runOptionsOf,
  sessionOf,
} from '@agentops/adapter-taskweaver';
import { ActionEvent, AgentOps, type AgentOpsEvent, type SessionData } from '@agentops/core';
import pc from 'picocolors';
import { describe, expect, it, onTestFinished } from 'vitest';
import { tempDir } from '../../../tooling/temp-dir.ts';
import { TestSession, type Turn } from '../../adapter-taskweaver/test/host.ts';
import { isConversation } from '../src/conversation/conversation.ts';
import { conversationLines } from '../src/conversation/conversation-lines.ts';
import { paint } from '../src/format/span.ts';
import { readDirectory } from '../src/read-directory.ts';
import { buildTree } from '../src/tree.ts';
import type { TreeOptions } from '../src/view/session-tree.ts';
import { normaliseTree, widest } from './normalise.ts';
import { recordAnalysis, recordInto } from './record.ts';
import { runCli } from './run-cli.ts';
import { recordTaskWeaver } from './taskweaver-session.ts';

/** A directory with the session, as the adapter recorded it. */
async function recorded(options: { captureContent?: boolean } = {}): Promise<string> {
  const directory = tempDir();
  const agentops = new AgentOps();
  agentops.init({ directory, autoStartSession: false, logLevel: 'silent', ...options });
  onTestFinished(() => agentops.shutdown());
  await recordTaskWeaver(agentops);
  return directory;
}

/** In the order in which they happened, each at a time that is the same in every run. */
function retimed(events: readonly AgentOpsEvent[]): AgentOpsEvent[] {
  return events
    .toSorted((a, b) => a.startTime - b.startTime)
    .map((event, index) => {
      const startTime = index * 100;
      const endTime = event.endTime === undefined ? {} : { endTime: startTime + 12 };
      return { ...event, startTime, ...endTime };
    });
}

function show(events: readonly AgentOpsEvent[], options: Partial<TreeOptions> = {}): string {
  const lines = conversationLines(buildTree(events), {
    width: 100,
    now: 0,
    full: false,
    wrap: true,
    ...options,
  });
  const colors = pc.createColors(false);
  return `${lines.map((line) => paint(line, colors)).join('\n')}\n`;
}

describe('a TaskWeaver session', () => {
  it.each([60, 100])('at %d columns', async (width) => {
    const events = retimed(readDirectory(await recorded()).events);
    const text = show(events, { width });
    expect(text).toMatchSnapshot();
    expect(widest(text)).toBeLessThanOrEqual(width);
  });

  it('whole', async () => {
    const events = retimed(readDirectory(await recorded()).events);
    expect(show(events, { full: true })).toMatchSnapshot();
  });

  it('cut off in the middle of a turn', async () => {
    const events = retimed(readDirectory(await cutOff()).events);
    expect(show(events)).toMatchInlineSnapshot(`
      "────────────────────────────────────────────────────────────────────────────────  in→out  cost  time
      ? round 1                                                                              –     –     –
        AgentOps was shut down before the session was ended

        User → Planner
        asks     Long work

      ? Planner → …                                                                          –     –     –
        └─ ? llm gpt-4o-mini                                                                 –     –     –
             AgentOps was shut down before the session was ended
        plan     1. think
                 2. answer
      "
    `);
  });

  it('without content', async () => {
    const events = retimed(readDirectory(await recorded({ captureContent: false })).events);
    expect(show(events)).toMatchSnapshot();
  });
});

describe('which sessions are conversations', () => {
  const round = new ActionEvent({ name: 'round', actionType: 'round' });
  const source = { adapter: 'a', hostVersion: null };
  const session = (fields: Partial<SessionData>) =>
    ({ attributes: {}, source: null, ...fields }) as SessionData;

  it.each<[string, boolean, SessionData, AgentOpsEvent[]]>([
    ['of its host', true, session({ source: { ...source, host: 'taskweaver' } }), [round]],
    ['of a round of that host', true, session({}), [withHost('taskweaver')]],
    [
      'that OpenTelemetry told of',
      true,
      session({ attributes: { 'taskweaver.session_id': 's1' } }),
      [withHost('my-service')],
    ],
    ['of another host', false, session({ source: { ...source, host: 'openai' } }), [round]],
    ['of none', false, session({}), [round]],
    [
      'without a round',
      false,
      session({ source: { ...source, host: 'taskweaver' } }),
      [new ActionEvent({ name: 'span', actionType: 'span' })],
    ],
  ])('one %s: %s', (_, expected, data, events) => {
    expect(isConversation(data, events)).toBe(expected);
  });

  function withHost(host: string): AgentOpsEvent {
    return Object.assign(new ActionEvent({ name: 'round', actionType: 'round' }), {
      source: { ...source, host },
    });
  }
});

describe('agentops show', () => {
  it('prints the conversation, with --tree the tree, and --json as ever', async () => {
    const directory = await recorded();
    const show = (args: string[], env = {}) =>
      runCli(['show', 'last', '--dir', directory, ...args], { env }).stdout;
    const run = (...args: string[]) => normaliseTree(show(args));
    expect(run()).toContain('\n  User → Planner\n  asks     Were there days');
    expect(run('--full')).toContain('init_plan');
    expect(run('--tree')).toContain('├─ ✓ post Planner → CodeInterpreter');
    expect(run('--tree')).not.toContain('asks');
    expect(Object.keys(JSON.parse(run('--json')))).toEqual(['session', 'events']);
    const painted = show([], { FORCE_COLOR: '1' });
    expect(painted).toContain('\u001b[');
    expect(normaliseTree(stripVTControlCharacters(painted))).toBe(run());
  });

  it('prints a tree of sessions of other hosts, also of those that have rounds and posts', () => {
    const directory = tempDir();
    recordInto(directory, recordAnalysis);
    const run = (...args: string[]) =>
      normaliseTree(runCli(['show', 'last', '--dir', directory, ...args]).stdout);
    expect(run()).toContain('└─ ');
    expect(run()).toBe(run('--tree'));
  });
});

describe('what was recorded', () => {
  it('can not steer the terminal', async () => {
    const hostile = 'a\u001b[31mb\u0007c\u202ed\re';
    const text = show(
      await eventsOf(hostile, async (emitter) => {
        const post = emitter.post(hostile);
        for (const type of attachmentTypes) post.attach(type, `${type} ${hostile}`);
        post.to(hostile);
        post.say(hostile);
        post.error(hostile);
        post.end();
      }),
    );
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there
    expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f\u202e]/);
    expect(text).toContain('abcd');
  });

  it('is shown to the user whole, also where the code and its result stand above it', async () => {
    const text = show(
      await eventsOf('q', (emitter) => {
        const post = emitter.post('CodeInterpreter');
        post.attach('reply_type', 'python');
        post.attach('reply_content', '1 + 1');
        post.attach('execution_status', 'SUCCESS');
        post.attach('execution_result', '2');
        post.to('User');
        post.say('The code was 1 + 1, and it gave 2.');
        post.end();
      }),
    );
    expect(text).toContain(
      ['  python   1 + 1', '  result   2', '  says     The code was 1 + 1, and it gave 2.'].join(
        '\n',
      ),
    );
  });

  it('is said once where verification rejected the code', async () => {
    const text = show(
      await eventsOf('q', (emitter) => {
        const post = emitter.post('CodeInterpreter');
        post.attach('reply_type', 'python');
        post.attach('reply_content', 'import os');
        post.attach('verification', 'INCORRECT');
        post.attach('code_error', 'Module os is not allowed.');
        post.attach('revise_message', 'Module os is not allowed. Write it again.');
        post.to('CodeInterpreter');
        post.say('Module os is not allowed.');
        post.end();
      }),
    );
    expect(text).toContain('  python   import os\n  rejected Module os is not allowed.\n');
    expect(text.split('Module os is not allowed')).toHaveLength(2);
  });
});

/** The events of a session with this query, answered by `turn`. */
async function eventsOf(query: string, turn: Turn): Promise<AgentOpsEvent[]> {
  const directory = tempDir();
  const agentops = new AgentOps();
  agentops.init({ directory, autoStartSession: false, logLevel: 'silent' });
  onTestFinished(() => agentops.shutdown());
  await attachSession(new TestSession('s1'), { agentops }).sendMessage(query, turn);
  return retimed(readDirectory(directory).events);
}

/** A directory with a session whose program ended while a role was speaking. */
async function cutOff(): Promise<string> {
  const directory = tempDir();
  const agentops = new AgentOps();
  agentops.init({ directory, autoStartSession: false, logLevel: 'silent' });
  const host = attachSession(new TestSession('s1'), { agentops });
  await new Promise<void>((reached) => {
    void host.sendMessage('Long work', async (emitter) => {
      const post = emitter.post('Planner');
      post.attach('plan', '1. think\n2. answer');
      sessionOf(host)?.run(() => {
        sessionOf(host)?.startLLM({ provider: 'openai', requestModel: 'gpt-4o-mini' });
      }, runOptionsOf(host));
      reached();
      await new Promise(() => {});
    });
  });
  agentops.shutdown();
  return directory;
}

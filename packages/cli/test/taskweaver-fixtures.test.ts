/** What the shim of the Python half reported of the real TaskWeaver, as a conversation. */
import { globSync } from 'node:fs';
import { basename } from 'node:path';
import { taskweaverMapper } from '@agentops/adapter-taskweaver/bridge';
import { takeIn } from '@agentops/bridge';
import type { AgentOpsEvent } from '@agentops/core';
import pc from 'picocolors';
import { describe, expect, it } from 'vitest';
import { tempDir } from '../../../tooling/temp-dir.ts';
import { isConversation } from '../src/conversation/conversation.ts';
import { conversationLines } from '../src/conversation/conversation-lines.ts';
import { paint } from '../src/format/span.ts';
import { eventsOf, readDirectory } from '../src/read-directory.ts';
import { buildTree } from '../src/tree.ts';
import { widest } from './normalise.ts';
import { fixtures, linesOf, reportInto } from './reported.ts';

/** The sessions of a fixture, with their events. */
async function sessionsOf(fixture: string) {
  const directory = tempDir();
  reportInto(directory, linesOf(fixture));
  await takeIn({ directory, mappers: [taskweaverMapper] });
  const contents = readDirectory(directory);
  return contents.sessions.map((session) => ({
    session,
    events: eventsOf(session, contents, directory),
  }));
}

function show(events: readonly AgentOpsEvent[], width: number, full: boolean): string {
  const options = { width, now: 0, full, wrap: true };
  return conversationLines(buildTree(events), options)
    .map((line) => paint(line, pc.createColors(false)))
    .join('\n');
}

const count = (text: string, pattern: RegExp) => [...text.matchAll(pattern)].length;

describe.each(globSync('*.ndjson', { cwd: fixtures }).map((file) => [basename(file), file]))(
  '%s',
  (_, file) => {
    it('has each round, post, plugin call and error in its conversation', async () => {
      const sessions = await sessionsOf(file);
      expect(sessions.length).toBeGreaterThan(0);
      for (const { session, events } of sessions) {
        const rounds = events.filter((e) => e.type === 'action' && e.actionType === 'round');
        if (rounds.length > 0) expect(isConversation(session, events)).toBe(true);
        const posts = events.filter((e) => e.type === 'action' && e.actionType === 'post');
        const plugins = events.filter((e) => e.type === 'tool' && e.kind === 'plugin');
        const told = show(events, 100, false);
        expect(count(told, /^. round \d+ /gm)).toBe(rounds.length);
        expect(count(told, /^\S \S+ → \S/gm)).toBe(posts.length);
        expect(count(told, /[├└]─ \S plugin /g)).toBe(plugins.length);
        const whole = show(events, 1000, true).replace(/\s+/g, ' ');
        for (const event of events) {
          if (event.type !== 'error' || event.message === '') continue;
          expect(whole).toContain(event.message.replace(/\s+/g, ' ').trim());
        }
      }
    });

    it.each([60, 100])('fits into %d columns', async (width) => {
      for (const { events } of await sessionsOf(file)) {
        for (const full of [false, true]) {
          const text = show(events, width, full);
          expect(text).not.toMatch(/undefined|\[object/);
          if (!full) expect(widest(text)).toBeLessThanOrEqual(width);
        }
      }
    });
  },
);

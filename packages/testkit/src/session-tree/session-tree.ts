import type { AgentOpsEvent, Folded, SessionData } from '@agentops/core';
import { describeEvent } from './event-line.ts';
import { Placeholders } from './placeholders.ts';

export interface SessionTreeOptions {
  /**
   * `start`: siblings in the order in which they started. `text`: in the order of what their lines say, which is the same
   * however fast each of several parallel events was; ids in texts are then not told apart.
   * @default 'start'
   */
  siblings?: 'start' | 'text';
  /** Texts, arguments and results are cut after so many characters. @default 80 */
  maxContent?: number;
  /** Whether texts, arguments and results are shown. @default true */
  content?: boolean;
  /** What differs from run to run, and what stands for it. Ids, times and ports of this machine are seen to already. */
  replace?: readonly (readonly [pattern: RegExp | string, replacement: string])[];
}

type Node = Pick<Folded, 'sessions' | 'events'>;

interface Subtree {
  line: string;
  children: Subtree[];
}

/**
 * What was recorded, as a text for people and for snapshots: a session a block, an event a line, indented under its parent.
 * The same recording gives the same text whatever the ids, the times and the port of a local provider were.
 *
 * @example
 * session "weather" [demo] Success
 *   action round: "Weather in Bern?" → "Sunny"
 *     llm chat gpt-5: openai gpt-5, 20→5 tokens, tool_calls
 *     tool get_weather: function call_1 {"city":"Bern"} → "sunny"
 *     llm chat gpt-5: openai gpt-5, 40→7 tokens, stop, streamed, attempts 429 200
 */
export function sessionTree(folded: Node, options: SessionTreeOptions = {}): string {
  const { siblings = 'start', maxContent = 80, content = true, replace = [] } = options;
  const placeholders = new Placeholders(replace, siblings === 'start');
  const stable = (text: string) => placeholders.apply(text);
  const lineOptions = { maxContent: content ? maxContent : 0, stable };
  const describe = (event: AgentOpsEvent) => stable(describeEvent(event, lineOptions));
  const known = new Set(folded.events.map(({ id }) => id));
  const byParent = new Map<string | undefined, AgentOpsEvent[]>();
  for (const event of folded.events) {
    const { parentId } = event;
    const key =
      parentId !== undefined && known.has(parentId) && parentId !== event.id
        ? parentId
        : `session ${event.sessionId}`;
    byParent.set(key, [...(byParent.get(key) ?? []), event]);
  }
  const shown = new Set<string>();

  function subtrees(key: string, sessionId: string): Subtree[] {
    const trees = (byParent.get(key) ?? [])
      .filter(({ id }) => !shown.has(id))
      .map((event) => {
        shown.add(event.id);
        const notes = [
          ...(event.sessionId === sessionId ? [] : ['in another session']),
          ...(event.parentId !== undefined && !known.has(event.parentId) ? ['parent missing'] : []),
        ];
        const note = notes.length > 0 ? ` (${notes.join(', ')})` : '';
        return { line: describe(event) + note, children: subtrees(event.id, sessionId) };
      });
    return siblings === 'text' ? sortedByText(trees) : trees;
  }

  const roots = folded.sessions.map((session) => ({
    line: stable(describeSession(session)),
    children: [
      ...session.agents.map(({ name, role }) => ({
        line: `agent ${name}${role === undefined ? '' : ` (${role})`}`,
        children: [],
      })),
      ...subtrees(`session ${session.id}`, session.id),
    ],
  }));
  // Parents that go round in a circle, and sessions whose start is missing, must not hide an event.
  const left = folded.events
    .filter(({ id }) => !shown.has(id))
    .map((event) => ({ line: describe(event), children: [] }));
  if (left.length > 0) roots.push({ line: 'without a session or a root', children: left });
  const ordered = siblings === 'text' ? sortedByText(roots) : roots;
  return `${ordered.map((root) => render(root, '')).join('\n\n')}\n`;
}

function describeSession(session: SessionData): string {
  const { name, tags, endState, endStateRaw, endStateReason } = session;
  return [
    'session',
    ...(name === undefined ? [] : [JSON.stringify(name)]),
    ...(tags.length > 0 ? [`[${tags.join(', ')}]`] : []),
    endState ?? 'open',
    ...(endStateRaw === undefined ? [] : [`(${endStateRaw})`]),
    ...(endStateReason === undefined ? [] : [`because ${JSON.stringify(endStateReason)}`]),
  ].join(' ');
}

function sortedByText(trees: readonly Subtree[]): Subtree[] {
  const keyed = trees.map((tree) => ({ tree, text: render(tree, '') }));
  return keyed
    .sort((a, b) => (a.text < b.text ? -1 : a.text > b.text ? 1 : 0))
    .map(({ tree }) => tree);
}

function render({ line, children }: Subtree, indent: string): string {
  return [indent + line, ...children.map((child) => render(child, `${indent}  `))].join('\n');
}

import type { AgentOpsEvent, SessionData } from '@agentops/core';
import { findDirectory } from '../find-directory.ts';
import { shortIds } from '../find-session.ts';
import { formatAgo, formatDuration } from '../format/duration.ts';
import { formatShortCount } from '../format/number.ts';
import { type Span, type Style, span } from '../format/span.ts';
import { type Column, formatTable } from '../format/table.ts';
import { oneLine } from '../format/text.ts';
import { jsonSession } from '../json.ts';
import { readDirectory } from '../read-directory.ts';
import type { Terminal } from '../terminal.ts';
import { totalsOf } from '../totals.ts';
import { formatTokens, money } from '../view/metrics.ts';
import { endStateSpans, endStateSymbol } from '../view/status.ts';

export interface SessionsOptions {
  dir?: string;
  json?: boolean;
  all?: boolean;
}

const shownWithoutAll = 30;
/** In a narrow terminal a session's end is a symbol alone; in a wide one no word is cut short. */
type Size = 'narrow' | 'middle' | 'wide';

function sizeOf(width: number): Size {
  if (width < 100) return 'narrow';
  return width < 120 ? 'middle' : 'wide';
}

/** `agentops sessions`: every session, newest first. */
export function sessions(options: SessionsOptions, terminal: Terminal): void {
  const directory = findDirectory(options.dir).path;
  const contents = readDirectory(directory);
  const newestFirst = contents.sessions.toReversed();
  const events = Map.groupBy(contents.events, ({ sessionId }) => sessionId ?? '');
  const eventsOf = ({ id }: SessionData) => events.get(id) ?? [];
  if (options.json) {
    const result = newestFirst.map((session) => jsonSession(session, eventsOf(session)));
    terminal.print(JSON.stringify(result, null, 2));
    return;
  }
  if (newestFirst.length === 0) {
    terminal.print(`No session has been recorded in ${directory} yet.`);
    return;
  }
  const shown = options.all ? newestFirst : newestFirst.slice(0, shownWithoutAll);
  const ids = shortIds(contents.sessions);
  const size = sizeOf(terminal.width);
  const rows = shown.map((session) => {
    const id = ids.get(session.id) ?? session.id;
    return row(session, eventsOf(session), { id, size });
  });
  const { width, colors } = terminal;
  for (const line of formatTable(columns(size), rows, {
    width,
    gap: size === 'wide' ? 2 : 1,
    colors,
  })) {
    terminal.print(line);
  }
  const older = newestFirst.length - shown.length;
  if (older > 0) terminal.print(colors.dim(`… ${older} older: agentops sessions --all`));
}

function columns(size: Size): Column[] {
  const right = { align: 'right' } as const;
  const wide = size === 'wide';
  return [
    { title: 'ID' },
    { title: size === 'narrow' ? '' : 'END' },
    { title: 'NAME', shrinksTo: 12 },
    { title: 'START', ...right },
    { title: 'TIME', ...right },
    { title: wide ? 'ROUNDS' : 'RND', ...right },
    { title: 'LLM', ...right },
    { title: wide ? 'TOOLS' : 'TOOL', ...right },
    { title: wide ? 'ERRORS' : 'ERR', ...right },
    { title: wide ? 'TOKENS' : 'TOK', ...right },
    { title: 'COST', ...right },
    { title: 'TAGS', shrinksTo: 4 },
  ];
}

function row(
  session: SessionData,
  events: readonly AgentOpsEvent[],
  { id, size }: { id: string; size: Size },
): Span[][] {
  const now = Date.now();
  const totals = totalsOf(session, events, now);
  const { tokens, cost } = totals;
  const sum =
    tokens.inputTokens === null && tokens.outputTokens === null
      ? '–'
      : formatShortCount((tokens.inputTokens ?? 0) + (tokens.outputTokens ?? 0));
  const count = (value: number, ...styles: Style[]) =>
    value === 0 ? [span('0', 'dim')] : [span(String(value), ...styles)];
  const usd = cost.usd === null ? '–' : money(cost.usd, cost.estimated, cost.unpricedCalls > 0);
  return [
    [span(id, 'cyan')],
    size === 'narrow' ? [endStateSymbol(session)] : endStateSpans(session),
    [span(oneLine(session.name ?? ''), 'bold')],
    [span(formatAgo(session.startTime, now), 'dim')],
    [span(formatDuration(totals.durationMs))],
    count(totals.rounds),
    count(totals.llmCalls),
    count(totals.toolCalls),
    count(totals.errors, 'red'),
    [
      span(
        totals.llmCalls === 0 ? '' : size === 'wide' ? formatTokens(tokens, formatShortCount) : sum,
      ),
    ],
    [span(totals.llmCalls === 0 ? '' : usd)],
    [span(oneLine(session.tags.join(', ')), 'dim')],
  ];
}

import { shortIds } from '../find-session.ts';
import { formatAgo, formatDuration } from '../format/duration.ts';
import { formatShortCount } from '../format/number.ts';
import { type Span, type Style, span } from '../format/span.ts';
import { type Column, formatTable } from '../format/table.ts';
import { oneLine } from '../format/text.ts';
import { withCosts } from '../json.ts';
import { openRecordings, type PlaceOptions } from '../recordings/open-recordings.ts';
import type { ListedSession } from '../recordings/recordings.ts';
import { toldCosts } from '../recordings/told-costs.ts';
import type { Terminal } from '../terminal.ts';
import { formatTokens, money } from '../view/metrics.ts';
import { endStateSpans, endStateSymbol } from '../view/status.ts';

export interface SessionsOptions extends PlaceOptions {
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
export async function sessions(options: SessionsOptions, terminal: Terminal): Promise<void> {
  await using recordings = await openRecordings(options);
  const limit = options.all || options.json ? undefined : shownWithoutAll;
  const { sessions: shown, older } = await recordings.sessions(limit);
  const costs = toldCosts(options);
  if (options.json) {
    const result = shown.map(({ session, totals }) =>
      withCosts({ ...session, totals }, costs.get(session.id)),
    );
    terminal.print(JSON.stringify(result, null, 2));
    return;
  }
  if (shown.length === 0) {
    terminal.print(`No session has been recorded in ${recordings.place} yet.`);
    return;
  }
  const ids = shortIds(shown.map(({ session }) => session));
  const size = sizeOf(terminal.width);
  const rows = shown.map((listed) => {
    const id = ids.get(listed.session.id) ?? listed.session.id;
    const told = costs.get(listed.session.id)?.[0]?.costUsd;
    return row(listed, { id, size, told });
  });
  const { width, colors } = terminal;
  for (const line of formatTable(columns(size), rows, {
    width,
    gap: size === 'wide' ? 2 : 1,
    colors,
  })) {
    terminal.print(line);
  }
  if (older === 0) return;
  const more = older === null ? 'there are older ones' : `${older} older`;
  terminal.print(colors.dim(`… ${more}: agentops sessions --all`));
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
  { session, totals }: ListedSession,
  { id, size, told }: { id: string; size: Size; told: string | undefined },
): Span[][] {
  const now = Date.now();
  const { tokens, cost } = totals;
  const estimated = totals.callsWithEstimatedUsage > 0;
  const sum =
    tokens.inputTokens === null && tokens.outputTokens === null
      ? '–'
      : `${estimated ? '~' : ''}${formatShortCount((tokens.inputTokens ?? 0) + (tokens.outputTokens ?? 0))}`;
  const count = (value: number, ...styles: Style[]) =>
    value === 0 ? [span('0', 'dim')] : [span(String(value), ...styles)];
  const own = cost.usd === null ? '–' : money(cost.usd, cost.estimated, cost.unpricedCalls > 0);
  // Where a destination knows prices that we don't.
  const usd = told !== undefined && cost.unpricedCalls > 0 ? money(Number(told), false) : own;
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
        totals.llmCalls === 0
          ? ''
          : size === 'wide'
            ? formatTokens(tokens, formatShortCount, estimated)
            : sum,
      ),
    ],
    [span(totals.llmCalls === 0 ? '' : usd)],
    [span(oneLine(session.tags.join(', ')), 'dim')],
  ];
}

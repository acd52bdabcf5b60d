import type { Agent } from '@agentops/core';
import { type Span, span, spansWidth, truncateSpans } from '../format/span.ts';
import { textWidth } from '../format/width.ts';
import type { TreeNode } from '../tree.ts';
import { detailLines } from './details.ts';
import { type Metrics, metricsOf } from './metrics.ts';
import { payloadLines } from './payload.ts';
import { eventTitle, titleExtra } from './title.ts';

export interface TreeOptions {
  width: number;
  now: number;
  /** Payloads whole, instead of a line each. */
  full: boolean;
  /** Lines of whole payloads are broken at the width. */
  wrap: boolean;
  /** Why the session is indeterminate, where it is. */
  sessionReason?: string | undefined;
}

const gap = 2;
const columns = ['tokens', 'cached', 'cost', 'time'] as const;
const titles = { tokens: 'in→out', cached: 'cached', cost: 'cost', time: 'time' };
type Widths = Record<(typeof columns)[number], number>;

/** The tree of a session's events, a line each with its numbers on the right, and under it what went in and came out. */
export function treeLines(roots: readonly TreeNode[], options: TreeOptions): Span[][] {
  const metrics = new Map<TreeNode, Metrics>();
  const collect = (node: TreeNode): void => {
    metrics.set(node, metricsOf(node, options.now));
    node.children.forEach(collect);
  };
  roots.forEach(collect);
  const widths = widthsOf(metrics.values());
  const lines: Span[][] = [headLine(widths, options.width)];

  const add = (node: TreeNode, first: string, rest: string, agent: Agent | undefined): void => {
    const inner = node.children.length > 0 ? `${rest}│ ` : `${rest}  `;
    const numbers = numberSpans(metrics.get(node) as Metrics, widths);
    const room = options.width - spansWidth(numbers) - first.length;
    const title = eventTitle(node.event, agent);
    const extra = titleExtra(node.event);
    const fits = spansWidth([...title, ...extra]) <= room;
    const left = truncateSpans(fits ? [...title, ...extra] : title, room);
    const blanks = span(' '.repeat(Math.max(0, room - spansWidth(left))));
    lines.push([span(first, 'dim'), ...left, blanks, ...numbers]);
    const columnsLeft = options.width - inner.length;
    const { sessionReason } = options;
    const details = options.full
      ? payloadLines(node.event, {
          columns: options.wrap ? columnsLeft : Infinity,
          sessionReason,
        })
      : detailLines(node.event, { extra: fits ? [] : extra, columns: columnsLeft, sessionReason });
    for (const detail of details) lines.push([span(inner, 'dim'), ...detail]);
    node.children.forEach((child, index) => {
      const last = index === node.children.length - 1;
      const mine = node.event.agent ?? agent;
      add(child, `${rest}${last ? '└─' : '├─'} `, `${rest}${last ? '   ' : '│  '}`, mine);
    });
  };
  for (const root of roots) add(root, '', '', undefined);
  return lines;
}

/** As wide as the longest text, and as the title. A column in which nothing stands has no width. */
function widthsOf(all: Iterable<Metrics>): Widths {
  const widths: Widths = { tokens: 0, cached: 0, cost: 0, time: 0 };
  for (const metrics of all) {
    for (const key of columns) {
      const width = textWidth(metrics[key]);
      if (width > 0) widths[key] = Math.max(widths[key], width, titles[key].length);
    }
  }
  return widths;
}

function numberSpans({ sum, ...texts }: Metrics, widths: Widths): Span[] {
  if (columns.every((key) => texts[key] === '')) return [];
  return columns
    .filter((key) => widths[key] > 0)
    .map((key) => {
      const text = `${' '.repeat(gap)}${' '.repeat(widths[key] - textWidth(texts[key]))}${texts[key]}`;
      return sum && key !== 'time' ? span(text, 'dim') : span(text);
    });
}

function headLine(widths: Widths, width: number): Span[] {
  const head = columns
    .filter((key) => widths[key] > 0)
    .map((key) => `${' '.repeat(gap)}${titles[key].padStart(widths[key])}`)
    .join('');
  return [span(`${'─'.repeat(Math.max(0, width - head.length))}${head}`, 'dim')];
}

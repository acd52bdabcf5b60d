import { type Span, span, spansWidth, truncateSpans } from '../format/span.ts';
import { textWidth } from '../format/width.ts';
import { subtree, type TreeNode } from '../tree.ts';
import { type Metrics, metricsOf } from './metrics.ts';

const gap = 2;
const columns = ['tokens', 'cached', 'cost', 'time'] as const;
const titles = { tokens: 'in→out', cached: 'cached', cost: 'cost', time: 'time' };
/** Which of them gives way first where it is narrow. */
const leastWanted = ['cached', 'tokens', 'cost'] as const;
type Widths = Record<(typeof columns)[number], number>;

/** The numbers of a session's events, in columns at the right. */
export class NumberColumns {
  readonly #metrics = new Map<TreeNode, Metrics>();
  readonly #widths: Widths;
  readonly #width: number;

  /** `leastRoom`: for what stands before them; columns that leave less are left out. */
  constructor(
    roots: readonly TreeNode[],
    options: { width: number; now: number; leastRoom?: number },
  ) {
    for (const root of roots) {
      for (const node of subtree(root)) this.#metrics.set(node, metricsOf(node, options.now));
    }
    this.#width = options.width;
    this.#widths = widthsOf(this.#metrics.values());
    for (const key of leastWanted) {
      if (options.width - this.#total() >= (options.leastRoom ?? 0)) break;
      this.#widths[key] = 0;
    }
  }

  /** The line with the node's numbers at its right end. `left` is as wide as `roomFor` says, or is cut to that. */
  line(left: readonly Span[], node: TreeNode): Span[] {
    const room = this.roomFor(node);
    const cut = truncateSpans(left, room);
    const blanks = span(' '.repeat(Math.max(0, room - spansWidth(cut))));
    return [...cut, blanks, ...this.#numbers(node)];
  }

  /** Columns that are left for what stands before a node's numbers. */
  roomFor(node: TreeNode): number {
    return this.#width - spansWidth(this.#numbers(node));
  }

  /** A rule with the columns' titles. */
  head(): Span[] {
    const head = this.#shown()
      .map((key) => `${' '.repeat(gap)}${titles[key].padStart(this.#widths[key])}`)
      .join('');
    return [span(`${'─'.repeat(Math.max(0, this.#width - head.length))}${head}`, 'dim')];
  }

  #numbers(node: TreeNode): Span[] {
    const { sum, ...texts } = this.#metrics.get(node) ?? metricsOf(node, Date.now());
    if (columns.every((key) => texts[key] === '')) return [];
    return this.#shown().map((key) => {
      const blanks = ' '.repeat(gap + this.#widths[key] - textWidth(texts[key]));
      const text = `${blanks}${texts[key]}`;
      return sum && key !== 'time' ? span(text, 'dim') : span(text);
    });
  }

  #shown(): (keyof Widths)[] {
    return columns.filter((key) => this.#widths[key] > 0);
  }

  #total(): number {
    return this.#shown().reduce((sum, key) => sum + gap + this.#widths[key], 0);
  }
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

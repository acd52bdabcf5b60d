/** The part of Prometheus' text format 0.0.4 that the collector needs. */

export type Labels = Readonly<Record<string, string>>;

/** Something that is counted or measured, as lines of text. */
export interface Instrument {
  lines(): string[];
}

export class Counter implements Instrument {
  readonly #head: string[];
  readonly #name: string;
  readonly #values = new Map<string, number>();

  constructor(name: string, help: string) {
    this.#name = name;
    this.#head = head(name, help, 'counter');
  }

  add(labels: Labels, amount = 1): void {
    const key = labelText(labels);
    this.#values.set(key, (this.#values.get(key) ?? 0) + amount);
  }

  lines(): string[] {
    return [...this.#head, ...[...this.#values].map(([key, n]) => `${this.#name}${key} ${n}`)];
  }
}

export class Histogram implements Instrument {
  readonly #name: string;
  readonly #head: string[];
  readonly #bounds: readonly number[];
  readonly #series = new Map<string, { labels: Labels; counts: number[]; sum: number }>();

  constructor(name: string, help: string, bounds: readonly number[]) {
    this.#name = name;
    this.#head = head(name, help, 'histogram');
    this.#bounds = [...bounds, Number.POSITIVE_INFINITY];
  }

  observe(labels: Labels, value: number): void {
    const key = labelText(labels);
    let series = this.#series.get(key);
    if (!series) {
      series = { labels, counts: this.#bounds.map(() => 0), sum: 0 };
      this.#series.set(key, series);
    }
    const bucket = this.#bounds.findIndex((bound) => value <= bound);
    series.counts[bucket] = (series.counts[bucket] ?? 0) + 1;
    series.sum += value;
  }

  lines(): string[] {
    const lines = [...this.#head];
    for (const { labels, counts, sum } of this.#series.values()) {
      let total = 0;
      for (const [index, bound] of this.#bounds.entries()) {
        total += counts[index] ?? 0;
        const le = Number.isFinite(bound) ? String(bound) : '+Inf';
        lines.push(`${this.#name}_bucket${labelText({ ...labels, le })} ${total}`);
      }
      lines.push(`${this.#name}_sum${labelText(labels)} ${sum}`);
      lines.push(`${this.#name}_count${labelText(labels)} ${total}`);
    }
    return lines;
  }
}

/** Something that is what it is when it is asked for. */
export function gauge(name: string, help: string, value: number, labels: Labels = {}): string[] {
  return [...head(name, help, 'gauge'), `${name}${labelText(labels)} ${value}`];
}

/** What somebody else counts, by one label. */
export function counted(
  name: string,
  help: string,
  label: string,
  counts: Readonly<Record<string, number>>,
): string[] {
  const counter = new Counter(name, help);
  for (const [value, count] of Object.entries(counts)) counter.add({ [label]: value }, count);
  return counter.lines();
}

function head(name: string, help: string, type: string): string[] {
  return [`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`];
}

function labelText(labels: Labels): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${escaped(value)}"`);
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`;
}

function escaped(value: string): string {
  return value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
}

/** The kinds of texts in the table `word`. The numbers stand in databases. */
export const wordKinds = {
  status: 0,
  type: 1,
  model: 2,
  provider: 3,
  /** Name of a tool event. */
  tool: 4,
  /** Name of an agent. */
  agent: 5,
  /** Adapter and host of an event or a session: see `sourceText`. */
  source: 6,
  /** `EventSummary.kind` */
  kind: 7,
  errorType: 8,
  fingerprint: 9,
  /** Tag of a session. */
  tag: 10,
  /** Type, source and provider of an event in one: see `classText`. */
  class: 11,
} as const;

export type WordKind = keyof typeof wordKinds;

/** An adapter and a host go together, so that they are one word. Undefined where neither is known. */
export function sourceText(adapter: string | null, host: string | null): string | undefined {
  return adapter === null && host === null ? undefined : JSON.stringify([adapter, host]);
}

export function parseSource(text: string): { adapter: string | null; host: string | null } {
  const [adapter, host] = JSON.parse(text) as [string | null, string | null];
  return { adapter, host };
}

/** What an event's class is made of. They take few values, which go together: one index is enough for all of them. */
export const classColumns = ['type', 'source', 'provider'] as const;

/** The numbers of their words. */
export type EventClass = Readonly<Record<(typeof classColumns)[number], number | null>>;

export function classText({ type, source, provider }: EventClass): string {
  return `[${type},${source},${provider}]`;
}

export function parseClass(text: string): EventClass {
  const [type, source, provider] = JSON.parse(text) as (number | null)[];
  return { type: type ?? null, source: source ?? null, provider: provider ?? null };
}

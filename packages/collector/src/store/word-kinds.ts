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

import type { AgentOpsEvent, EventSource, Folded } from '@agentops/core';

/** What is known of one host, in one version, through one adapter. */
export interface HostReport extends EventSource {
  /** Null where neither a message nor an event tells. */
  attached: boolean | null;
  events: number;
  llmCallsWithoutUsage: number;
  /** Epoch milliseconds; null where no event was seen. */
  lastSeen: number | null;
  /** What the adapter had to say: why it is not attached, what it cannot see. */
  messages: { level: string; code: string; message: string }[];
}

/** The hosts of a data directory, from the sources of its events and from what adapters said. */
export function hostReports({ events, diagnostics }: Pick<Folded, 'events' | 'diagnostics'>) {
  const hosts = new Map<string, HostReport>();
  const hostOf = ({ adapter, host, hostVersion }: EventSource): HostReport => {
    const key = JSON.stringify([adapter, host, hostVersion]);
    const known = hosts.get(key);
    if (known) return known;
    const report: HostReport = {
      adapter,
      host,
      hostVersion,
      attached: null,
      events: 0,
      llmCallsWithoutUsage: 0,
      lastSeen: null,
      messages: [],
    };
    hosts.set(key, report);
    return report;
  };
  for (const event of events) if (event.source) addEvent(hostOf(event.source), event);
  for (const { level, code, message, details } of diagnostics) {
    const source = sourceIn(details);
    if (!source) continue;
    const host = hostOf(source);
    if (code === 'attached') host.attached = true;
    else if (!host.messages.some((other) => other.message === message)) {
      host.messages.push({ level, code, message });
    }
  }
  for (const host of hosts.values()) {
    if (host.events > 0) host.attached = true;
    else if (host.attached === null && host.messages.some(({ code }) => code === 'not-attached')) {
      host.attached = false;
    }
  }
  return [...hosts.values()].sort((a, b) => (a.adapter + a.host < b.adapter + b.host ? -1 : 1));
}

function addEvent(host: HostReport, event: AgentOpsEvent): void {
  host.events++;
  host.lastSeen = Math.max(host.lastSeen ?? 0, event.startTime);
  if (event.type === 'llm' && event.usage === null && event.status === 'ok') {
    host.llmCallsWithoutUsage++;
  }
}

/** Adapters say in `details` which one of them, and what host, it is about. */
function sourceIn(details: Record<string, unknown> | undefined): EventSource | undefined {
  const { adapter, host, hostVersion } = details ?? {};
  if (typeof adapter !== 'string' || typeof host !== 'string') return undefined;
  return { adapter, host, hostVersion: typeof hostVersion === 'string' ? hostVersion : null };
}

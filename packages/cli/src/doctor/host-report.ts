import type { AgentOpsEvent, EventSource, Folded } from '@agentops/core';
import type { Seen } from './seen.ts';

/** What is known of one host, in one version, through one adapter. */
export interface HostReport extends EventSource {
  /** Null where neither a message nor an event tells. */
  attached: boolean | null;
  events: number;
  /** LLM calls that a framework's event stands for, and that this adapter saw as well. */
  sharedLlmCalls: number;
  /** Of an adapter that attaches others: the services that it attached, by name. */
  services: string[];
  llmCallsWithoutUsage: number;
  /** Epoch milliseconds; null where no event was seen. */
  lastSeen: number | null;
  /** What the adapter had to say: why it is not attached, what it cannot see. */
  messages: HostMessage[];
}

export interface HostMessage {
  level: string;
  code: string;
  message: string;
  /** Epoch milliseconds of the latest. */
  time: number;
  /** Somebody said so, by `agentops doctor --seen`. */
  seen: boolean;
  /** The service that it is about. */
  service?: string;
}

/** Under this attribute an LLM call names the provider's adapter that saw it besides the framework's. */
const providerSource = 'agentops.provider.source';

/** The hosts of a data directory, from the sources of its events and from what adapters said. */
export function hostReports(
  { events, diagnostics }: Pick<Folded, 'events' | 'diagnostics'>,
  seen: Seen,
): HostReport[] {
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
      sharedLlmCalls: 0,
      services: [],
      llmCallsWithoutUsage: 0,
      lastSeen: null,
      messages: [],
    };
    hosts.set(key, report);
    return report;
  };
  for (const event of events) {
    if (event.source) addEvent(hostOf(event.source), event);
    const provider = sourceIn(event.attributes[providerSource]);
    if (provider) addSharedCall(hostOf(provider), event);
  }
  for (const { level, code, message, time, details } of diagnostics) {
    const source = sourceIn(details);
    if (!source) continue;
    const host = hostOf(source);
    const service = serviceIn(details);
    if (code === 'attached') {
      host.attached = true;
      if (service && !host.services.includes(service)) host.services.push(service);
    } else {
      const known = host.messages.find((other) => other.message === message);
      if (known) known.time = Math.max(known.time, time);
      else {
        const about = service ? { service } : {};
        host.messages.push({ level, code, message, time, seen: false, ...about });
      }
    }
  }
  for (const host of hosts.values()) {
    for (const message of host.messages) message.seen = seen.hasSaid(message);
    // What was to be attached later is no news once it is.
    host.messages = host.messages.filter(
      ({ code, service }) => code !== 'pending' || !service || !host.services.includes(service),
    );
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

function addSharedCall(host: HostReport, event: AgentOpsEvent): void {
  host.sharedLlmCalls++;
  host.attached = true;
  host.lastSeen = Math.max(host.lastSeen ?? 0, event.startTime);
}

/** Adapters say in `details` which one of them, and what host, it is about. */
function sourceIn(details: unknown): EventSource | undefined {
  const { adapter, host, hostVersion } = (details ?? {}) as Record<string, unknown>;
  if (typeof adapter !== 'string' || typeof host !== 'string') return undefined;
  return { adapter, host, hostVersion: typeof hostVersion === 'string' ? hostVersion : null };
}

function serviceIn(details: Record<string, unknown> | undefined): string | undefined {
  return typeof details?.service === 'string' ? details.service : undefined;
}

import type { AgentOpsEvent, SessionData } from '@agentops/core';
import type { Change } from '../changes.ts';
import { paint } from '../format/span.ts';
import { jsonEvent } from '../json.ts';
import type { Terminal } from '../terminal.ts';
import type { Totals } from '../totals.ts';
import { changeLine } from '../view/change-line.ts';

/** What there is to know about what changed. */
export interface ChangeSource {
  /** What tables show of a session's id. */
  shortId(sessionId: string): string;
  totals(session: SessionData): Totals;
  /** The event it is under. */
  parentOf(event: AgentOpsEvent): Pick<AgentOpsEvent, 'id' | 'parentId'> | undefined;
  /** With its long texts. */
  whole(event: AgentOpsEvent): AgentOpsEvent;
}

/** How `agentops tail` prints a change: as a line for people, or as JSON. */
export function changePrinter(
  terminal: Terminal,
  { json }: { json?: boolean },
): (change: Change, source: ChangeSource) => void {
  return (change, source) =>
    terminal.print(json ? jsonLine(change, source) : textLine(change, source, terminal));
}

export function sessionIdOf(change: Change): string {
  return 'event' in change ? (change.event.sessionId ?? '') : change.session.id;
}

function textLine(change: Change, source: ChangeSource, { width, colors }: Terminal): string {
  const line = changeLine(change, {
    width,
    now: Date.now(),
    shortId: source.shortId(sessionIdOf(change)),
    depth: 'event' in change ? depthOf(change.event, source) : 0,
    totalsOf: (session) => source.totals(session),
  });
  return paint(line, colors);
}

/** An event as it is now, or a session with `type: 'session'`. */
function jsonLine(change: Change, source: ChangeSource): string {
  if ('event' in change) return JSON.stringify(jsonEvent(source.whole(change.event)));
  const { session } = change;
  return JSON.stringify({ type: 'session', ...session, totals: source.totals(session) });
}

/** How many levels it is under its session. */
function depthOf(event: AgentOpsEvent, source: ChangeSource): number {
  const seen = new Set<string>();
  let depth = 1;
  let at = source.parentOf(event);
  while (at && !seen.has(at.id)) {
    seen.add(at.id);
    depth++;
    at = source.parentOf(at as AgentOpsEvent);
  }
  return depth;
}

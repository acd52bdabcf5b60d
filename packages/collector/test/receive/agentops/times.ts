import type { AgentOpsEvent } from '@agentops/core';
import type { SessionSummary } from '@agentops/store';
import { expect } from 'vitest';

/** A millisecond for clients that round. */
const roundedMs = 1;

/** Sessions and events happened while the client ran, none ended before it began, and each within what it is a part of. */
export function expectTimes(
  session: SessionSummary,
  events: readonly AgentOpsEvent[],
  ran: { from: number; to: number },
): void {
  const { startTime, endTime } = session;
  expect(startTime).toBeGreaterThanOrEqual(ran.from - roundedMs);
  expect(endTime ?? ran.to).toBeLessThanOrEqual(ran.to + roundedMs);
  expect(events.length).toBeGreaterThan(0);
  for (const event of events) {
    const within = events.find(({ id }) => id === event.parentId) ?? session;
    const [from, to] = [within.startTime, within.endTime ?? ran.to];
    expect(event.startTime, event.name).toBeGreaterThanOrEqual(from - roundedMs);
    expect(event.endTime, event.name).toBeGreaterThanOrEqual(event.startTime);
    expect(event.endTime, event.name).toBeLessThanOrEqual(to + roundedMs);
  }
}

import type { EndState } from '@agentops/core';
import type { MappedEnd, MappedEvent } from '../mapped-span.ts';
import type { Draft } from './draft.ts';

const statusOk = 1;

const states: ReadonlyMap<string, EndState> = new Map([
  ['success', 'Success'],
  ['ok', 'Success'],
  ['fail', 'Fail'],
  ['failure', 'Fail'],
  ['error', 'Fail'],
]);

/** Said by a process that ends, not by the application. */
const shutdown = 'Shutdown';

/**
 * What the end of a session's own span says: its own word where it has one, else its status. Of a span of a session inside another's
 * only its own word.
 */
export function endOf(draft: Draft, event: MappedEvent): MappedEnd | undefined {
  const { span, kind } = draft;
  const root = span.parentSpanId === undefined;
  if (span.endTime <= 0 || !(root || kind.word === 'session')) return undefined;
  // The outer session ends by its own word later: the event of an inner one keeps what was said of it.
  const read = (fact: 'endState' | 'endStateReason') =>
    (root ? draft.take(fact) : draft.get(fact)) as string | undefined;
  const told = read('endState');
  const reason = read('endStateReason');
  const because = reason === undefined ? {} : { reason };
  if (told === undefined) {
    return root ? { state: stateOf(draft, event), ...because, automatic: true } : undefined;
  }
  const state = states.get(told.toLowerCase()) ?? 'Indeterminate';
  return {
    state,
    ...(told.toLowerCase() === state.toLowerCase() ? {} : { raw: told }),
    ...because,
    ...(told === shutdown ? { automatic: true } : {}),
  };
}

/**
 * OpenTelemetry leaves a status unset where nothing went wrong. AgentOps' SDK sets none on its sessions in any case, and leaves its
 * own word out where the application gave something else than a string.
 */
function stateOf(draft: Draft, event: MappedEvent): EndState {
  if (event.status === 'error') return 'Fail';
  const { span, kind } = draft;
  const saysWell = kind.word === 'session' ? span.statusCode === statusOk : event.status === 'ok';
  return saysWell ? 'Success' : 'Indeterminate';
}

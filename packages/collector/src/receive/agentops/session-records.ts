import { createId, type EndState, type SessionRecord } from '@agentops/core';
import type { DerivedWriter } from '../derived-records.ts';
import { sourceOf } from './session-memory.ts';
import type { SessionBody } from './v2-body.ts';

type Patch = Omit<SessionRecord['session'], 'id'>;

/** A session's start. The same one sent again gives the same record. */
export function startRecord(writer: DerivedWriter, body: SessionBody, time: number): SessionRecord {
  const patch = patchOf(body);
  return writer.session(`start ${JSON.stringify([patch, body.tags])}`, time, 'start', {
    ...patch,
    id: body.session_id,
    // Another process may have joined under the same id: its tags come on top.
    ...(body.tags ? { addTags: body.tags } : {}),
  });
}

/** An update, or the end. Each holds until the next one, whatever was said before: so none is like another. */
export function updateRecord(
  writer: DerivedWriter,
  body: SessionBody,
  time: number,
): SessionRecord {
  const isOver = isSessionOver(body);
  const { startTime, ...patch } = patchOf(body);
  return writer.session(`update ${createId()}`, time, isOver ? 'end' : 'update', {
    ...patch,
    id: body.session_id,
    ...(body.tags ? { setTags: body.tags } : {}),
    ...(isOver ? endOf(body, time) : {}),
  });
}

/**
 * That a session began, where its `create_session` is not known to have come. Everything else is later, so that it opens nothing
 * again.
 */
export function impliedStart(
  writer: DerivedWriter,
  id: string,
  startTime: number,
  attributes?: Record<string, unknown>,
): SessionRecord {
  const patch = { id, startTime, source: sourceOf(null), ...(attributes ? { attributes } : {}) };
  return writer.session('implied start', 0, 'start', patch);
}

/**
 * Clients that send their `queue` (0.3.0 to 0.3.18) set the end's time only when it is over; some say that it is running even
 * then. Later ones set it when they are asked for statistics, and say `is_running` rightly.
 */
export function isSessionOver(body: SessionBody): boolean {
  if (!('queue' in body) && typeof body.is_running === 'boolean') return !body.is_running;
  return body.end_timestamp != null;
}

function patchOf({ init_timestamp, host_env, video }: SessionBody): Patch {
  return {
    source: sourceOf(host_env),
    ...(init_timestamp == null ? {} : { startTime: init_timestamp }),
    ...(host_env == null ? {} : { hostEnv: host_env }),
    ...(video ? { attributes: { 'agentops.video': video } } : {}),
  };
}

/** `Failure` is what AgentOps' own documentation says, and 0.3.0 to 0.3.2 send. */
const endStates: ReadonlyMap<string, EndState> = new Map([
  ['Success', 'Success'],
  ['Fail', 'Fail'],
  ['Failure', 'Fail'],
  ['Indeterminate', 'Indeterminate'],
]);

function endOf(body: SessionBody, time: number): Patch {
  const { end_timestamp, end_state: told, end_state_reason: reason } = body;
  const state = endStates.get(told ?? '') ?? 'Indeterminate';
  return {
    endTime: end_timestamp ?? time,
    endState: state,
    ...(told == null || told === state ? {} : { endStateRaw: told }),
    ...(reason == null ? {} : { endStateReason: reason }),
  };
}

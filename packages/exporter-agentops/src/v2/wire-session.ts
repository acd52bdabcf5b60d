/** Sessions as Python's SDK 0.3.26 sends them, without its locks, its token and what else should have stayed at home. */
import type { SessionData } from '@agentops/core';
import { wireId } from './wire-id.ts';
import { wireTime } from './wire-time.ts';

export type WireSession = Record<string, unknown>;

/** One that runs. Until it ends, its end state is told as `Indeterminate`. */
export function runningSession(session: SessionData): WireSession {
  return {
    session_id: wireId(session.id),
    init_timestamp: wireTime(session.startTime),
    end_timestamp: null,
    end_state: 'Indeterminate',
    end_state_reason: null,
    tags: session.tags,
    video: videoOf(session),
    host_env: session.hostEnv,
    is_running: true,
  };
}

export function endedSession(session: SessionData): WireSession {
  const { endTime, endState = 'Indeterminate', endStateReason } = session;
  return {
    ...runningSession(session),
    end_timestamp: wireTime(endTime ?? session.startTime),
    end_state: endState,
    end_state_reason: endStateReason ?? null,
    is_running: false,
  };
}

function videoOf({ attributes }: SessionData): string | null {
  const video = attributes['agentops.video'];
  return typeof video === 'string' ? video : null;
}

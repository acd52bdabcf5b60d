import { createHash } from 'node:crypto';
import type { AgentOpsRecord } from '@agentops/core';
import { z } from 'zod';
import { derivedId } from '../derived-records.ts';
import { sourceOf, writerOf } from './session-memory.ts';
import { impliedStart } from './session-records.ts';

/** 0.4.19 and later wrap it, those before don't. */
export const terminalLogBody = z.union([z.string(), z.object({ body: z.string() })], {
  error: 'expected a text, or {"body": text}',
});

/**
 * The id of a trace as OTLP has it. AgentOps clients send it as a decimal number.
 * Undefined where it is none.
 */
export function traceIdOf(header: string | null): string | undefined {
  const given = header?.trim() ?? '';
  if (/^[1-9]\d{0,38}$/.test(given)) {
    const hex = BigInt(given).toString(16);
    return hex.length <= 32 ? hex.padStart(32, '0') : undefined;
  }
  return /^[\da-f]{32}$/i.test(given) ? given.toLowerCase() : undefined;
}

/** The session that a trace is, where no span of it names another. */
export function sessionIdOf(traceId: string): string {
  return derivedId('trace', traceId);
}

/**
 * What a process printed, as an action of its trace's session. It comes before the spans do, so the session begins with it if
 * nothing else is known of it.
 */
export function terminalLogRecords(traceId: string, text: string, time: number): AgentOpsRecord[] {
  const sessionId = sessionIdOf(traceId);
  const writer = writerOf(sessionId);
  const id = derivedId('agentops-log', traceId, createHash('sha256').update(text).digest('hex'));
  const log = {
    id,
    sessionId,
    type: 'action' as const,
    name: 'terminal log',
    actionType: 'terminal_log',
    attribution: 'host-id' as const,
    source: sourceOf(null),
    startTime: time,
    endTime: time,
    status: 'ok' as const,
    logs: text,
  };
  return [impliedStart(writer, sessionId, time), writer.event(`log ${id}`, time, log)];
}

import { readFileSync } from 'node:fs';
import {
  type AgentOpsEvent,
  type AgentOpsRecord,
  type Folded,
  fold,
  readSpool,
  writerStateHere,
} from '@agentops/core';

/** A recording call that had returned: of the nth event, its start or its end. */
interface Acknowledged {
  what: 'start' | 'end';
  n: number;
  id: string;
}

export interface Check {
  /** Calls that had returned. */
  acknowledged: number;
  /** Of these, those whose event is there with all that was told. */
  found: number;
  /** What of which event is not there. */
  missing: string[];
  /** What is there twice. Not a record that came to a collector again: that one tells it, and `Scene.repeated` counts it. */
  doubled: string[];
  /** Long contents that were put off until after the host's turn, which never ended. */
  contentLost: number;
}

export function readSpoolRecords(directory: string): AgentOpsRecord[] {
  return readSpool(directory).records as AgentOpsRecord[];
}

/** Compares what a host was told to be recorded with the records that there are. */
export function check(
  acknowledgedPath: string,
  records: readonly AgentOpsRecord[],
  options: { mayLoseContent: boolean },
): Check {
  const acknowledged = readAcknowledged(acknowledgedPath);
  const folded = fold(records, { writerState: writerStateHere() });
  const events = new Map(folded.events.map((event) => [event.id, event]));
  const result: Check = {
    acknowledged: acknowledged.length,
    found: 0,
    missing: [],
    doubled: doubled(records, folded),
    contentLost: 0,
  };
  for (const call of acknowledged) {
    const problem = problemOf(call, events.get(call.id), options);
    if (problem === 'content lost') result.contentLost++;
    if (problem === undefined || problem === 'content lost') result.found++;
    else result.missing.push(`${call.what} of event ${call.n}: ${problem}`);
  }
  return result;
}

/** A line that was cut off was not acknowledged. */
function readAcknowledged(path: string): Acknowledged[] {
  const lines = readFileSync(path, { encoding: 'utf8', flag: 'a+' }).split('\n').slice(0, -1);
  return lines.map((line) => {
    const [what, n, id] = line.split(' ') as ['start' | 'end', string, string];
    return { what, n: Number(n), id };
  });
}

function problemOf(
  { what, n }: Acknowledged,
  event: AgentOpsEvent | undefined,
  { mayLoseContent }: { mayLoseContent: boolean },
): string | undefined {
  if (!event) return 'is nowhere';
  if (event.name !== `event ${n}`) return `is called "${event.name}"`;
  if (what === 'end' && event.status !== 'ok') return `is ${event.status}`;
  const text = JSON.stringify(event);
  if (what === 'end' && !text.includes(`out-${n}.`)) return 'has no result';
  if (text.includes(`in-${n}.`)) return undefined;
  // What was put off is written before the event's own end: who was told of an end has it.
  if (mayLoseContent && what === 'start' && event.content === 'lost') return 'content lost';
  return `has no input (content: ${event.content ?? 'captured'})`;
}

function doubled(records: readonly AgentOpsRecord[], folded: Folded): string[] {
  const twice: string[] = [];
  const seen = new Set<string>();
  const once = (key: string) => {
    if (seen.has(key)) twice.push(key);
    seen.add(key);
  };
  for (const record of records) {
    once(`record ${record.writer}:${record.seq}`);
    if (record.kind === 'start' || record.kind === 'end') once(`${record.kind} ${record.event.id}`);
  }
  for (const { id, name, sessionId } of folded.events) {
    once(`event ${id}`);
    once(`${name} of session ${sessionId}`);
  }
  return twice;
}

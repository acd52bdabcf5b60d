import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { tempDir } from '../../../tooling/temp-dir.ts';
import { AgentOps } from '../src/agentops.ts';
import type { InitOptions } from '../src/config.ts';
import type { Diagnostic } from '../src/diagnostics.ts';
import type { AgentOpsEvent } from '../src/events/event.ts';
import { type Folded, fold } from '../src/events/fold.ts';
import type { AgentOpsRecord, EventRecord } from '../src/events/record.ts';
import type { SessionData } from '../src/events/session-data.ts';
import { writerStateHere } from '../src/pipeline/liveness.ts';
import { readSpool } from '../src/pipeline/spool-reader.ts';

/** An AgentOps of its own that records into a new folder, for the test that asks for it. */
export class Recording {
  readonly agentops = new AgentOps();
  readonly diagnostics: Diagnostic[] = [];
  /** To be given to `init`. */
  readonly options: InitOptions;

  constructor(readonly directory: string = tempDir()) {
    this.options = { directory, logLevel: 'silent' };
    this.agentops.onDiagnostic((diagnostic) => this.diagnostics.push(diagnostic));
    onTestFinished(() => this.agentops.shutdown());
  }

  /** Codes of what AgentOps said about itself. */
  get codes(): string[] {
    return this.diagnostics.map(({ code }) => code);
  }

  read(): Read {
    return readDirectory(this.directory);
  }
}

/** What a reader on this machine makes of a data directory now. */
export interface Read extends Folded {
  records: AgentOpsRecord[];
  event(name: string): AgentOpsEvent;
  session(id: string): SessionData;
}

export function readDirectory(directory: string): Read {
  const records = readSpool(directory).records as AgentOpsRecord[];
  const folded = fold(records, { writerState: writerStateHere() });
  return {
    ...folded,
    records,
    event: (name) => only(folded.events.filter((event) => event.name === name)),
    session: (id) => only(folded.sessions.filter((session) => session.id === id)),
  };
}

/** `AgentOps` with no session yet, with one, or with more, which are returned in the order of their start. */
export function withSessions(count: number, options: InitOptions = {}) {
  const recording = new Recording();
  recording.agentops.init({ ...recording.options, autoStartSession: false, ...options });
  const sessions = Array.from({ length: count }, (_, index) =>
    recording.agentops.startSession({ name: `session ${index + 1}` }),
  );
  return { recording, agentops: recording.agentops, sessions };
}

export function eventRecords(records: readonly AgentOpsRecord[]): EventRecord[] {
  return records.filter(
    (record): record is EventRecord =>
      record.kind === 'start' || record.kind === 'update' || record.kind === 'end',
  );
}

/** All bytes of all files in a folder, and their names. */
export function bytesOf(directory: string): string {
  let text = '';
  for (const name of readdirSync(directory, { recursive: true }) as string[]) {
    const path = join(directory, name);
    text += `${name}\n`;
    if (statSync(path).isFile()) text += readFileSync(path, 'latin1');
  }
  return text;
}

export function only<T>(items: readonly T[]): T {
  if (items.length !== 1) throw new Error(`expected one, there are ${items.length}`);
  return items[0] as T;
}

import type { AgentOpsRecord, EventRecord, SessionRecord } from '../events/record.ts';
import type { Exporter } from './exporter.ts';

/** Prints a line for each session and each event that ends. Shows no content. */
export class ConsoleExporter implements Exporter {
  readonly name = 'console';
  readonly captureContent = false;
  readonly takesLeftOvers = false;
  readonly #print: (line: string) => void;
  readonly #names = new Map<string, string>();

  /** @default console.log */
  constructor(print: (line: string) => void = (line) => console.log(line)) {
    this.#print = print;
  }

  export(records: readonly AgentOpsRecord[]): void {
    for (const record of records) {
      if (record.kind === 'end') this.#print(eventLine(record));
      else if (record.kind === 'session' && record.phase !== 'update') {
        this.#print(this.#sessionLine(record));
      }
    }
  }

  /** An end does not repeat the name. */
  #sessionLine({ phase, session }: SessionRecord): string {
    const { id, name = this.#names.get(id) ?? id } = session;
    if (phase === 'start') this.#names.set(id, name);
    else this.#names.delete(id);
    return `[agentops] session ${name} ${phase === 'start' ? 'started' : `ended: ${session.endState}`}`;
  }
}

function eventLine({ event }: EventRecord): string {
  const { type = 'event', name = '', status = '', startTime, endTime, usage } = event;
  const duration =
    startTime === undefined || endTime === undefined
      ? ''
      : ` ${((endTime - startTime) / 1000).toFixed(3)} s`;
  const tokens = usage ? ` ${usage.inputTokens ?? '?'} → ${usage.outputTokens ?? '?'} tokens` : '';
  return `[agentops] ${type.padEnd(6)} ${status.padEnd(9)} ${name}${duration}${tokens}`;
}

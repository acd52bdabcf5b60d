import { createHash } from 'node:crypto';
import { type Diagnostic, describeError, idFromHash } from '@agentops/core';
import type { ForeignRecording } from '@agentops/core/foreign';
import type { HostEvent, HostMapper, StreamMapper } from '../host-mapper.ts';
import type { StreamInfo } from '../protocol/stream-info.ts';
import type { Gap } from '../reading/line-order.ts';

/** Beyond so many different ones they are counted as `…`. */
const maxKinds = 100;
const levels = new Set(['error', 'warn', 'info', 'debug']);

/** Records what the lines of one stream say: those that every host has by itself, the others through the host's mapper. */
export class LineMapper {
  readonly #recording: ForeignRecording;
  readonly #mapper: StreamMapper;
  readonly #info: StreamInfo;
  readonly #unknownKinds: Map<string, number>;
  #isClosed = false;

  /** `unknownKinds` are counted. @throws what the mapper throws */
  constructor(
    recording: ForeignRecording,
    mapper: HostMapper,
    options: { stream: string; info: StreamInfo; unknownKinds: Map<string, number> },
  ) {
    const { stream, info } = options;
    this.#recording = recording;
    this.#info = info;
    this.#unknownKinds = options.unknownKinds;
    this.#mapper = mapper.open({
      id: stream,
      info,
      agentops: recording,
      eventId: (group, hostId) => {
        const identity = JSON.stringify([stream, group, hostId]);
        return idFromHash(createHash('sha256').update(identity).digest());
      },
    });
  }

  map(line: HostEvent): void {
    const recording = this.#recording;
    const { data } = line;
    if (this.#isClosed) {
      this.#reportLate();
      return;
    }
    switch (line.kind) {
      case 'stream':
        break;
      case 'heartbeat':
        recording.heartbeat(line);
        break;
      case 'diagnostic':
        recording.at(line, () => this.#report(diagnosticIn(data)));
        break;
      case 'loss':
        recording.loss(line, {
          reason: `the shim could not write: ${textOf(data.reason) ?? 'it does not say why'}`,
          ...countIn('records', data.lines),
          ...countIn('bytes', data.bytes),
        });
        break;
      case 'close':
        this.#isClosed = true;
        recording.close(line, textOf(data.reason) ?? 'the host ended');
        break;
      default:
        recording.at(line, () => this.#handle(line));
    }
  }

  /** Takes the number of the first line that is missing. */
  passGap({ first, count }: Gap, { time, mono }: HostEvent): void {
    const lines = count === 1 ? `line ${first}` : `lines ${first} to ${first + count - 1}`;
    const reason = `${lines} of the host's report can't be read, or never came`;
    this.#recording.loss({ seq: first, time, mono }, { reason, records: count });
  }

  #handle(line: HostEvent): void {
    try {
      if (!this.#mapper.handle(line)) this.#passOver(line.kind);
    } catch (error) {
      const { errorType, message } = describeError(error);
      // What the host wrote may stand in the message.
      const what = this.#info.captureContent ? `${errorType}: ${message}` : errorType;
      this.#report({
        level: 'warn',
        code: 'bridge-mapper-failed',
        message: `${this.#info.adapter} could not map a line of kind "${line.kind}": ${what}. The lines behind it are mapped.`,
        details: { seq: line.seq },
      });
    }
  }

  #passOver(kind: string): void {
    const known = this.#unknownKinds.get(kind);
    const name = known !== undefined || this.#unknownKinds.size < maxKinds ? kind : '…';
    this.#unknownKinds.set(name, (this.#unknownKinds.get(name) ?? 0) + 1);
    if (known !== undefined || name === '…') return;
    this.#report({
      level: 'warn',
      code: 'bridge-kind-unknown',
      message: `${this.#info.adapter} does not know what its shim reports as "${kind}", and passes it over: update it.`,
    });
  }

  #reportLate(): void {
    this.#report({
      level: 'warn',
      code: 'bridge-line-late',
      message: `The shim of ${this.#info.host} reported something after its "close", which is left out.`,
    });
  }

  #report(diagnostic: Diagnostic): void {
    const { adapter, host, hostVersion } = this.#info;
    const details = { adapter, host, hostVersion, ...diagnostic.details };
    this.#recording.report({ ...diagnostic, details });
  }
}

/** What the shim has to say about itself. */
function diagnosticIn({ level, code, message }: HostEvent['data']): Diagnostic {
  return {
    level: levels.has(level as string) ? (level as Diagnostic['level']) : 'warn',
    code: textOf(code) ?? 'shim',
    message: textOf(message) ?? 'The shim reports a problem, and does not say which.',
  };
}

function countIn<Name extends string>(name: Name, value: unknown): { [name in Name]?: number } {
  return Number.isSafeInteger(value) && (value as number) >= 0
    ? ({ [name]: value } as { [name in Name]: number })
    : {};
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

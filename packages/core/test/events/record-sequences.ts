import fc from 'fast-check';
import type { Message } from '../../src/events/message.ts';
import type { AgentOpsRecord, RecordBody } from '../../src/events/record.ts';

/** What a few writers wrote, each in its own order, and what the prompts of LLM calls were. */
export interface Sequence {
  records: AgentOpsRecord[];
  /** By event id. */
  prompts: Map<string, Message[]>;
}

const writers = ['writer-a', 'writer-b', 'writer-c'];
const types = ['action', 'llm', 'tool', 'error', 'toString', '__proto__', 'of tomorrow'] as const;
const statuses = ['ok', 'error', 'cancelled', 'of tomorrow'] as const;
const endStates = ['Success', 'Fail', 'Indeterminate'] as const;

const step = fc.record({
  writer: fc.nat(writers.length - 1),
  /** Milliseconds since the step before: often none, so that writers write at the same time. */
  wait: fc.constantFrom(0, 0, 1, 5),
  /** Numbers that were given and never written. */
  skip: fc.constantFrom(0, 0, 0, 0, 1, 3),
  session: fc.nat(2),
  event: fc.nat(7),
  choice: fc.nat(20),
  n: fc.nat(3),
});

type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

/** Random, but such as writers write them: sequence numbers and times of a writer never go back. */
export const sequences: fc.Arbitrary<Sequence> = fc
  .array(step, { minLength: 1, maxLength: 80 })
  .map((steps) => new Writing().all(steps));

class Writing {
  readonly #records: AgentOpsRecord[] = [];
  readonly #prompts = new Map<string, Message[]>();
  readonly #seqs = writers.map(() => 0);
  readonly #lastPrompt = new Map<number, string>();
  readonly #pending = new Map<string, RecordBody>();
  #time = 1_700_000_000_000;

  all(steps: Step[]): Sequence {
    for (const each of steps) {
      this.#time += each.wait;
      this.#seqs[each.writer] = (this.#seqs[each.writer] as number) + each.skip;
      this.#write(each.writer, this.#body(each));
    }
    return { records: this.#records, prompts: this.#prompts };
  }

  #write(writer: number, body: RecordBody | object): void {
    const seq = this.#seqs[writer] as number;
    this.#seqs[writer] = seq + 1;
    const stamp = { v: 1, writer: writers[writer], seq, time: this.#time };
    this.#records.push({ ...stamp, ...body } as AgentOpsRecord);
  }

  #body(at: Step): RecordBody | object {
    const session = { id: `session-${at.session}` };
    const event = { id: `event-${at.event}` };
    const identity = { ...event, sessionId: session.id, type: types[at.event % types.length] };
    const word = `${at.choice}.${at.n}`;
    switch (at.choice) {
      case 0:
        return { kind: 'writer', info: { pid: at.writer, segment: at.n } };
      case 1:
      case 2:
        return {
          kind: 'session',
          phase: 'start',
          session: { ...session, startTime: this.#time, name: word, addTags: [word] },
        };
      case 3:
        return {
          kind: 'session',
          phase: 'update',
          session: { ...session, addTags: [word, 'all'] },
        };
      case 4:
        return {
          kind: 'session',
          phase: 'update',
          session: { ...session, setTags: [word], attributes: { [word]: at.n, same: word } },
        };
      case 5: {
        const agent = { id: `agent-${at.n}`, name: `${word} at ${this.#time}` };
        return { kind: 'session', phase: 'update', session: { ...session, agent } };
      }
      case 6:
      case 7: {
        const endState = endStates[at.n % 3];
        const automatic = at.choice === 7 ? { automatic: true } : {};
        const end = { endTime: this.#time, endState, endStateReason: word, ...automatic };
        return { kind: 'session', phase: 'end', session: { ...session, ...end } };
      }
      case 8:
      case 9:
        return {
          kind: 'start',
          event: { ...identity, startTime: this.#time, status: 'running', input: word },
        };
      case 10:
        return { kind: 'update', event: { ...event, logs: word, attributes: { [word]: word } } };
      case 11:
      case 12:
        return {
          kind: 'end',
          event: { ...identity, endTime: this.#time, status: statuses[at.n], output: word },
        };
      case 13:
      case 14:
        return this.#prompt(at, identity);
      case 15: {
        const deltas = [{ choice: 0, part: 0, type: 'text', text: `${word} ` }];
        return { kind: 'update', event, chunk: { n: at.n, deltas } };
      }
      case 16:
        return this.#deferred(at.writer, event.id);
      case 17:
        return { kind: 'loss', reason: word, records: at.n };
      case 18:
        return { kind: 'diagnostic', level: 'warn', code: word, message: word };
      case 19:
        return at.n === 0
          ? { v: 2, kind: 'start', event: 'of another kind' }
          : { kind: `new ${word}` };
      default:
        return at.n === 0 ? { kind: 'close', reason: word } : { kind: 'heartbeat' };
    }
  }

  /** Each event has one prompt, and each follows on the last one of the same writer. */
  #prompt(at: Step, identity: { id: string }): RecordBody {
    const id = `prompt-${this.#prompts.size}`;
    const base = this.#lastPrompt.get(at.writer);
    const before = base === undefined ? [] : (this.#prompts.get(base) as Message[]);
    const keep = Math.min(before.length, at.n);
    const add = [0, 1].map((part) => message(`${id}.${part}`));
    this.#prompts.set(id, [...before.slice(0, keep), ...add]);
    this.#lastPrompt.set(at.writer, id);
    const prompt = base === undefined ? { keep: 0, add } : { base, keep, add };
    const event = { ...identity, id, type: 'llm' as const, startTime: this.#time };
    return { kind: 'start', event, prompt } as RecordBody;
  }

  /** A start whose content is pending, and, at the next turn of that writer, the content. */
  #deferred(writer: number, event: string): RecordBody {
    const id = `deferred-${writer}-${event}`;
    const identity = { id, type: 'tool', sessionId: 'session-0', startTime: this.#time };
    const captured = this.#pending.get(id);
    this.#pending.delete(id);
    if (captured) return captured;
    const content = { id, arguments: `of ${id} at ${this.#time}` };
    this.#pending.set(id, { kind: 'update', event: content, content: 'captured' } as RecordBody);
    return { kind: 'start', event: identity, content: 'pending' } as RecordBody;
  }
}

function message(content: string): Message {
  return { role: 'user', parts: [{ type: 'text', content }] };
}

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { takeIn } from '@agentops/bridge';
import { type AgentOpsRecord, type Diagnostic, type Folded, fold, readSpool } from '@agentops/core';
import { tempDir } from '../../../../tooling/temp-dir.ts';
import { taskweaverMapper } from '../../src/bridge/bridge-mapper.ts';
import type { HostData, HostKind } from '../../src/bridge/host-events.ts';

const stream = '0123456789abcdef0123456789abcdef';
const begin = 1_790_000_000_000;

/** What a shim writes, line by line, 10 ms apart. */
export class HostReport {
  readonly #lines: string[] = [];
  #session: string | undefined = 's1';
  #capture: boolean;

  constructor({ capture = true } = {}) {
    this.#capture = capture;
    this.#write('stream', {
      host: 'taskweaver',
      host_version: '0.0.12',
      adapter: '@agentops/adapter-taskweaver',
      shim_version: '0.0.0',
      segment: 0,
      process: { pid: 1, start_time: '1', boot_id: 'another', pid_namespace: null, hostname: 'h' },
      runtime: 'Python 3.11.7',
      platform: 'linux',
      capture_content: this.#capture,
    });
  }

  /** What follows is of this session; null is of none. */
  in(session: string | null): this {
    this.#session = session ?? undefined;
    return this;
  }

  tell<K extends HostKind>(kind: K, data: HostData[K]): this {
    this.#write(kind, data as Record<string, unknown>);
    return this;
  }

  /** Whatever the types say. */
  tellAnything(kind: string, data: Record<string, unknown>): this {
    this.#write(kind, data);
    return this;
  }

  event(t: string, ids: { round?: string; post?: string }, msg: unknown = '', extra: unknown = {}) {
    const scope = t.startsWith('round') ? 'round' : 'post';
    const { round = 'round-1', post = null } = ids;
    return this.tell('event', { scope, t, round_id: round, post_id: post, msg, extra });
  }

  startRound(round: string, user_query: string): this {
    this.tell('message', { text: user_query, files: [] });
    const ids = { scope: 'round', t: 'round_start', round_id: round, post_id: null };
    return this.tell('event', { ...ids, msg: '', extra: null, round: { user_query } });
  }

  endRound(round: string, state: 'finished' | 'failed' | 'created', reply?: string): this {
    const ids = { scope: 'round', t: 'round_end', round_id: round, post_id: null };
    const facts = { state, ...(reply === undefined ? {} : { reply }) };
    this.tell('event', { ...ids, msg: '', extra: null, round: facts });
    return this.tell('message_end', { round_id: round, state });
  }

  startPost(post: string, role: string, round = 'round-1'): this {
    return this.event('post_start', { round, post }, 'Post created', { role });
  }

  attach(post: string, type: string, msg: unknown): this {
    return this.event('post_attachment_update', { post }, msg, {
      type,
      id: `${post}-${type}`,
      is_end: true,
      extra: null,
    });
  }

  endPost(post: string, to: string, message: string, round = 'round-1'): this {
    this.event('post_send_to_update', { round, post }, '', { role: to });
    this.event('post_message_update', { round, post }, message, { is_end: true });
    return this.event('post_end', { round, post });
  }

  /** The same, as it would be told after the first `count` lines. */
  text(count = this.#lines.length): string {
    return `${this.#lines.slice(0, count).join('\n')}\n`;
  }

  #write(kind: string, data: Record<string, unknown>): void {
    const seq = this.#lines.length;
    const session = this.#session === undefined ? {} : { session: this.#session };
    const times = { time: begin + seq * 10, mono: 5000 + seq * 10 };
    this.#lines.push(JSON.stringify({ v: 1, stream, seq, ...times, ...session, kind, data }));
  }
}

/** Maps a report as any command does, and reads what was recorded of it. */
export async function mapReport(report: HostReport | string) {
  const directory = tempDir();
  const folder = join(directory, 'bridge');
  mkdirSync(folder, { recursive: true });
  const text = typeof report === 'string' ? report : report.text();
  const { stream: id } = JSON.parse(text.slice(0, text.indexOf('\n')));
  writeFileSync(join(folder, `${id}.0000.ndjson`), text);
  // Session ids depend on it.
  writeFileSync(join(directory, 'project'), '01a20000-0000-7000-8000-000000000000');
  const diagnostics: Diagnostic[] = [];
  const mappers = [taskweaverMapper];
  const onDiagnostic = (diagnostic: Diagnostic) => diagnostics.push(diagnostic);
  const { streams } = await takeIn({ directory, mappers, onDiagnostic });
  const records = readSpool(directory).records as AgentOpsRecord[];
  const folded: Folded = fold(records);
  return { directory, diagnostics, records, folded, streams };
}

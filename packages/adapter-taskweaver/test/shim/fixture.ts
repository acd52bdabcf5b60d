/** Keeps what the shim wrote, for tests that run without Python. `RECORD_FIXTURES=1` writes them anew. */
import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { host, type Played } from './live.ts';
import type { Line } from './stream-lines.ts';

/** Writes `test/fixtures/<name>.ndjson`, without texts of the host and without anything of this machine. */
export function keepFixture(
  name: string,
  { lines, folder }: Pick<Played, 'lines' | 'folder'>,
): void {
  if (process.env.RECORD_FIXTURES !== '1' || !host) return;
  const places = [
    [folder, '/folder'],
    [host.home, '/taskweaver'],
    [host.python.replace(/\/bin\/python$/, ''), '/python'],
  ] as const;
  const text = lines.map((line) => `${JSON.stringify(withoutHost(line))}\n`).join('');
  const moved = places.reduce((moved, [from, to]) => moved.replaceAll(from, to), text);
  writeFileSync(
    new URL(`../fixtures/${name}.ndjson`, import.meta.url),
    moved.replaceAll(/\/tmp\/tmp\w{8}/g, '/tmp/tmpxxxxxxxx'),
  );
}

function withoutHost(line: Line): Line {
  const data = structuredClone(line.data);
  if (line.kind === 'stream') {
    const process = { pid: 4242, start_time: '1', boot_id: 'another-boot', pid_namespace: null };
    Object.assign(data, { process: { ...process, hostname: 'host' }, platform: 'linux x86_64' });
  }
  for (const message of data.messages ?? []) message.content = hashed(message.content);
  if (data.options?.json_schema) data.options.json_schema = hashed(data.options.json_schema);
  if (data.extra?.type === 'revise_message') data.msg = hashed(data.msg);
  if (data.extra?.extra?.content) data.extra.extra.content = hashed(data.extra.extra.content);
  if (data.t === 'round_error') {
    const [said, trace = ''] = data.msg.split(/ \n (.*)/s);
    data.msg = `${said} \n ${hashed(trace)}`;
  }
  if (data.error?.stack) data.error.stack = hashed(data.error.stack);
  return JSON.parse(JSON.stringify({ ...line, data }), (_, value) =>
    typeof value === 'string' ? withoutSource(value) : value,
  );
}

function hashed(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  const hash = createHash('sha256').update(text).digest('hex').slice(0, 16);
  return `<text ${text.length} chars sha256:${hash}>`;
}

/** A traceback that went into a post quotes the host, too. */
function withoutSource(text: string): string {
  return text.replaceAll(
    /(File [^\n]*taskweaver\/[^\n]*\n)((?:[ \t]+(?!File )[^\n]*(?:\n|$)|-+> [^\n]*\n)+)/g,
    '$1    <source of the host>\n',
  );
}

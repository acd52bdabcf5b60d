import { copyFileSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openCaughtUpStore } from '@agentops/collector';
import { expect, it } from 'vitest';
import { tempDir } from '../../../tooling/temp-dir.ts';
import { startTestCollector } from './collector.ts';
import { normaliseTable, normaliseTree } from './normalise.ts';
import { recordAnalysis, recordInto } from './record.ts';
import { runCli, runCliAsync } from './run-cli.ts';

const oldNode = fileURLToPath(new URL('programs/old-node.js', import.meta.url));

function recorded(): string {
  const dir = join(tempDir(), '.agentops');
  recordInto(dir, (agentops) => {
    recordAnalysis(agentops);
    agentops.startSession({ name: 'one, failing', tags: ['x'] }).end({ endState: 'Fail' });
    agentops.startSession({ name: 'left open' });
  });
  return dir;
}

const addLate = (dir: string) =>
  recordInto(dir, (agentops) => agentops.startSession({ name: 'late' }).end());

it('shows the same from the spool, from the store, and from a collector', async () => {
  const dir = recorded();
  const [id] = JSON.parse(runCli(['sessions', '--json', '--dir', dir]).stdout)
    .filter(({ name }: { name: string }) => name === 'Find anomalies')
    .map((session: { id: string }) => session.id);
  const look = async (place: string[]) => {
    const texts = [];
    for (const command of [['sessions'], ['show', id.slice(-8), '--full']]) {
      const { stderr, stdout } = await runCliAsync([...command, ...place]);
      texts.push(stderr, normaliseTree(normaliseTable(stdout)));
    }
    const { stdout } = await runCliAsync(['show', id, '--json', ...place]);
    return { texts, ...JSON.parse(stdout) };
  };
  const spooled = await look(['--dir', dir]);
  const collector = await startTestCollector(dir);
  const remote = await look(['--url', collector.url]);
  await collector.close();
  const stored = await look(['--dir', dir]);
  expect(remote.texts).toEqual(spooled.texts);
  expect(remote.events).toEqual(spooled.events);
  expect(Object.keys(remote.session).sort()).toEqual(Object.keys(spooled.session).sort());
  expect(stored).toEqual(remote);
});

it('takes in what was spooled since, where no collector runs', async () => {
  const dir = recorded();
  await (await startTestCollector(dir)).close();
  addLate(dir);
  expect(runCli(['sessions', '--dir', dir]).stdout).toContain('late');
});

it('shows what was recorded a moment ago, also while a collector runs', async () => {
  const dir = recorded();
  await startTestCollector(dir);
  for (const name of ['first', 'second']) {
    recordInto(dir, (agentops) => agentops.startSession({ name }).end());
    const { stdout } = await runCliAsync(['show', 'last', '--json', '--dir', dir]);
    expect(JSON.parse(stdout).session).toMatchObject({ name, endState: 'Indeterminate' });
  }
});

it('says how many more there are, page by page', async () => {
  const dir = join(tempDir(), '.agentops');
  recordInto(dir, (agentops) => {
    for (let n = 0; n < 33; n++) agentops.startSession({ name: `s${n}` }).end();
  });
  const { url } = await startTestCollector(dir);
  const short = await runCliAsync(['sessions', '--url', url]);
  expect(short.stdout.split('\n')).toHaveLength(1 + 30 + 1 + 1);
  expect(short.stdout).toContain('… there are older ones: agentops sessions --all');
  const all = await runCliAsync(['sessions', '--all', '--url', url]);
  expect(all.stdout.split('\n')).toHaveLength(1 + 33 + 1);
});

it('exports the same from everywhere, and takes it in again elsewhere', async () => {
  const dir = recorded();
  const [, , { id }] = JSON.parse(runCli(['sessions', '--json', '--dir', dir]).stdout);
  const spooled = runCli(['export', id, '--dir', dir]).stdout;
  const { url } = await startTestCollector(dir);
  expect((await runCliAsync(['export', id, '--dir', dir])).stdout).toBe(spooled);
  for (const format of ['json', 'records', 'otlp']) {
    const file = join(tempDir(), `session.${format}`);
    const ran = await runCliAsync(['export', id, '--format', format, '-o', file, '--url', url]);
    expect(ran).toMatchObject({ status: 0, stdout: `✓ session ${id} is in ${file}\n` });
    if (format === 'json') expect(readFileSync(file, 'utf8')).toBe(spooled);

    const other = join(tempDir(), 'other');
    expect(runCli(['import', file, file, '--dir', other]).stdout).toMatch(
      /: \d+ records taken in\n.*: 0 records taken in, \d+ there already\n$/,
    );
    const store = await openCaughtUpStore(other);
    const session = await store.reader.session(id);
    const events = await store.reader.sessionEvents(id);
    await store.close();
    expect(session).toMatchObject({ id, name: 'Find anomalies', endState: 'Success' });
    expect(events.items).toHaveLength(10);
  }
});

it('writes no file over another, and knows its formats', () => {
  const dir = recorded();
  const taken = join(tempDir(), 'taken.json');
  writeFileSync(taken, 'mine');
  expect(runCli(['export', 'last', '-o', taken, '--dir', dir]).stderr).toBe(
    `agentops: ${taken} is there already. Name another file.\n`,
  );
  expect(readFileSync(taken, 'utf8')).toBe('mine');
  expect(runCli(['export', 'last', '--format', 'xml', '--dir', dir]).stderr).toBe(
    'agentops: --format is one of json, records, otlp, and not "xml".\n',
  );
});

it('imports into a collector: one that is named, and one that runs on the directory', async () => {
  const dir = recorded();
  const file = join(tempDir(), 'session.json');
  expect(runCli(['export', 'last', '-o', file, '--dir', dir]).status).toBe(0);
  const elsewhere = join(tempDir(), 'elsewhere');
  const { url } = await startTestCollector(elsewhere);
  const first = await runCliAsync(['import', file, '--json', '--url', url]);
  expect(JSON.parse(first.stdout)).toMatchObject({ file, repeated: 0, rejectedLines: 0 });
  const second = await runCliAsync(['import', file, '--json', '--dir', elsewhere]);
  expect(JSON.parse(second.stdout)).toMatchObject({ file, accepted: 0 });
});

it('says which file is no session, after those that are', () => {
  const dir = recorded();
  const folder = tempDir();
  const [good, bad] = [join(folder, 'good.json'), join(folder, 'bad.json')];
  expect(runCli(['export', 'last', '-o', good, '--dir', dir]).status).toBe(0);
  writeFileSync(bad, '{"no": "session"}');
  const ran = runCli(['import', good, bad, '--dir', join(folder, 'new')]);
  expect(ran.status).toBe(1);
  expect(ran.stdout).toMatch(/good\.json: \d+ records taken in\n$/);
  expect(ran.stderr).toMatch(/^agentops: .*bad\.json: .+\n$/);
});

it('deletes, and copies', async () => {
  const dir = recorded();
  const file = join(tempDir(), 'copy.db');
  expect(runCli(['prune', '--session', 'last', '--dir', dir]).stderr).toContain(
    'No collector has kept anything',
  );
  expect(runCli(['backup', file, '--dir', dir]).stderr).toContain('there is no store to copy');
  const collector = await startTestCollector(dir);
  expect((await runCliAsync(['prune', '--older-than', '36500', '--dir', dir])).stdout).toBe(
    `✓ deleted 0 sessions with 0 events, 0 B, from ${collector.url}\n`,
  );
  expect((await runCliAsync(['backup', file, '--dir', dir])).stdout).toMatch(
    /^✓ .*copy\.db has everything that was kept, [\d.]+ KiB\.\n/,
  );
  await collector.close();
  addLate(dir);
  expect(runCli(['prune', '--session', 'last', 'nothing', '--dir', dir]).stderr).toContain(
    'begins or ends with "nothing"',
  );
  expect(runCli(['prune', '--session', 'last', '--dir', dir]).stdout).toMatch(
    /^✓ deleted 1 session with 0 events, /,
  );
  const names = ['left open', 'one, failing', 'Find anomalies'];
  const restored = tempDir();
  copyFileSync(file, join(restored, 'collector.db'));
  for (const place of [dir, restored]) {
    const sessions = JSON.parse(runCli(['sessions', '--json', '--dir', place]).stdout);
    expect(sessions.map(({ name }: { name: string }) => name)).toEqual(names);
  }
});

it('deletes and copies what a collector elsewhere keeps', async () => {
  const dir = recorded();
  const { url } = await startTestCollector(dir);
  const file = join(tempDir(), 'copy.db');
  expect((await runCliAsync(['backup', file, '--url', url])).stdout).toContain('has everything');
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect((await runCliAsync(['prune', '--session', 'nothing', '--url', url])).stderr).toContain(
    'begins or ends with "nothing"',
  );
  const pruned = await runCliAsync(['prune', '--session', 'last', '--json', '--url', url]);
  expect(JSON.parse(pruned.stdout)).toMatchObject({ sessions: 1 });
  const restored = tempDir();
  copyFileSync(file, join(restored, 'collector.db'));
  const count = async (...place: string[]) =>
    JSON.parse((await runCliAsync(['sessions', '--json', ...place])).stdout).length;
  expect(await count('--dir', restored)).toBe((await count('--url', url)) + 1);
});

it('shows all else where a file of the spool can not be read, and says which; doctor too', () => {
  const dir = recorded();
  mkdirSync(join(dir, 'spool', '0000.ndjson'));
  const ran = runCli(['sessions', '--dir', dir]);
  expect(ran.stdout).toContain('Find anomalies');
  expect(ran.stderr).toMatch(/^agentops: 0000\.ndjson of the spool can't be read: EISDIR.*\n$/);
  const doctor = runCli(['doctor', '--dir', dir]);
  expect(doctor.status).toBe(1);
  expect(doctor.stdout).toContain("0000.ndjson of the spool can't be read (EISDIR");
});

it('does without the collector on an older Node.js', async () => {
  const dir = recorded();
  const env = { NODE_OPTIONS: `--import ${oldNode}`, AGENTOPS_ENDPOINT: 'http://127.0.0.1:9' };
  const before = runCli(['sessions', '--dir', dir], { env });
  expect(before).toMatchObject({ status: 0, stderr: '' });
  await (await startTestCollector(dir)).close();
  addLate(dir);
  const hint = `agentops: only what programs of this machine recorded: to open what the collector keeps in ${dir}, Node.js has to be 24.15 or newer, and is v22.12.0.\n`;
  for (const args of [['sessions'], ['show', 'last']]) {
    const ran = runCli([...args, '--dir', dir], { env });
    expect(ran).toMatchObject({ status: 0, stderr: hint });
    expect(ran.stdout).toContain('late');
  }
  expect(runCli(['doctor', '--dir', dir], { env })).toMatchObject({ status: 0, stderr: '' });
  expect(runCli(['drain', '--timeout', '0', '--dir', dir], { env })).toMatchObject({ stderr: '' });
  const { url } = await startTestCollector(dir);
  for (const args of [['sessions'], ['export', 'last']]) {
    const ran = await runCliAsync([...args, '--url', url], { env });
    expect(ran).toMatchObject({ status: 0, stderr: '' });
  }
  expect(runCli(['up', '--dir', dir], { env })).toMatchObject({
    status: 1,
    stderr: expect.stringContaining('This needs Node.js 24.15 or newer, and this is v22.12.0.'),
  });
});

it('says what is wrong with an address', async () => {
  const dir = recorded();
  const { url } = await startTestCollector(dir);
  const problem = async (...args: string[]) => {
    const { status, stdout, stderr } = await runCliAsync(['sessions', ...args]);
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    return stderr;
  };
  expect(await problem('--url', 'here')).toContain('"here" is no http or https address');
  expect(await problem('--url', `${url}/elsewhere`)).toContain('There is no such path here');
  expect(await problem('--url', url, '--dir', dir)).toContain('--dir and --url are two places');
  expect(await problem('--url', 'http://127.0.0.1:1')).toContain('`agentops up` starts one');
});

it('names what damages a store', async () => {
  const dir = recorded();
  await (await startTestCollector(dir)).close();
  writeFileSync(join(dir, 'collector.db'), 'x'.repeat(5000));
  const ran = runCli(['sessions', '--dir', dir]);
  expect(ran).toMatchObject({ status: 1, stdout: '' });
  expect(ran.stderr).toMatch(/^agentops: .*collector\.db.*\n$/);
});

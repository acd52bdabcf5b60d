import { once } from 'node:events';
import { existsSync, writeFileSync } from 'node:fs';
import { createServer as createHttpServer } from 'node:http';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { openSqliteStore, openStored, runningCollector } from '@agentops/collector';
import { returnablePort } from '@agentops/testkit';
import { expect, it, onTestFinished } from 'vitest';
import { tempDir } from '../../../tooling/temp-dir.ts';
import { startLiveProgram } from './live-program.ts';
import { recordInto } from './record.ts';
import { RunningCli, runCli } from './run-cli.ts';

const anyPorts = ['--port', '0', '--otlp-http-port', '0', '--otlp-grpc-port', '0'];

function recorded(...names: string[]): string {
  const dir = join(tempDir(), '.agentops');
  recordInto(dir, (agentops) => {
    for (const name of names) agentops.startSession({ name }).end({ endState: 'Success' });
  });
  return dir;
}

async function takenPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  onTestFinished(() => void server.close());
  await new Promise((resolve) => server.once('listening', resolve));
  return (server.address() as AddressInfo).port;
}

it('says where it listens, takes in what comes, and ends cleanly', async () => {
  const dir = recorded('before');
  const up = new RunningCli(['up', '--dir', dir, ...anyPorts]);
  await up.waitFor('Ctrl-C');
  const text = up.stdout.replaceAll(dir, '<dir>').replace(/127\.0\.0\.1:\d+/g, '<address>');
  expect(text).toMatchInlineSnapshot(`
    "AgentOps collector keeps what it gets in <dir>
      page and API    http://<address>
      OTLP over HTTP  http://<address>
      OTLP over gRPC  http://<address>
    Senders are pointed here by OTEL_EXPORTER_OTLP_ENDPOINT, AGENTOPS_API_ENDPOINT.
    Ctrl-C ends it. What it acknowledged is kept, however it ends.
    "
  `);
  const url = runningCollector(dir) ?? '';
  expect(up.stdout).toContain(`page and API    ${url}\n`);
  // What is recorded in the moment before it ends is taken in too.
  recordInto(dir, (agentops) => agentops.startSession({ name: 'last moment' }).end());
  expect(await up.stop('SIGINT')).toBe(0);
  expect(up.stderr).toBe('');
  expect(existsSync(join(dir, 'collector.url'))).toBe(false);
  const stored = await openStored({ directory: dir });
  const { items } = await stored.reader.sessions();
  await stored.close();
  expect(items.map(({ name }) => name)).toEqual(['last moment', 'before']);
});

it('says it in one line of JSON to programs', async () => {
  const dir = join(tempDir(), 'new', 'place');
  const up = new RunningCli(['up', '--json', '--dir', dir, '--port', '0', '--no-otlp']);
  await up.waitFor('\n');
  const told = JSON.parse(up.stdout);
  expect(told).toEqual({
    directory: dir,
    url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
    otlpHttpUrl: null,
    otlpGrpcUrl: null,
  });
  expect((await fetch(new URL('readyz', told.url))).status).toBe(200);
  expect(await up.stop('SIGTERM')).toBe(0);
  // Nothing was ever spooled there, and still it is a data directory.
  expect(runCli(['sessions', '--dir', dir])).toMatchObject({ status: 0, stderr: '' });
  expect(runCli(['doctor', '--dir', dir])).toMatchObject({ status: 0, stderr: '' });
});

it('takes the next free port, and says so; with --strict-ports it gives up', async () => {
  const dir = recorded('a');
  const port = await takenPort();
  const args = ['up', '--dir', dir, '--no-otlp', '--port', String(port)];
  const strict = runCli([...args, '--strict-ports']);
  expect(strict).toMatchObject({ status: 1, stdout: '' });
  expect(strict.stderr).toContain(`can't listen on 127.0.0.1:${port}. Somebody else listens there`);
  const up = new RunningCli(args);
  await up.waitFor('Ctrl-C');
  expect(up.stdout).toMatch(
    new RegExp(`page and API +http://127.0.0.1:\\d+ \\(${port} is taken\\)`),
  );
  expect(await up.stop()).toBe(0);
});

it('refuses what would be unsafe, or can not be', async () => {
  const dir = recorded('a');
  const refusal = (...args: string[]) => {
    const { status, stdout, stderr } = runCli(['up', '--dir', dir, ...anyPorts, ...args]);
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    return stderr;
  };
  expect(refusal('--host', '0.0.0.0')).toBe(
    'agentops: Others can reach 0.0.0.0, so the collector needs a token there: give one, or listen on 127.0.0.1. That is AGENTOPS_TOKEN, or --token <token>.\n',
  );
  expect(refusal('--keep-size', 'much')).toContain('--keep-size takes a size');
  const up = new RunningCli(['up', '--dir', dir, ...anyPorts]);
  await up.waitFor('Ctrl-C');
  expect(refusal()).toMatch(/Another collector \(process \d+\) has .*can be asked at http/);
  expect(await up.stop()).toBe(0);
});

it('waits for a command that has the store for a moment', async () => {
  const dir = recorded('a');
  const store = await openSqliteStore({ directory: dir });
  const up = new RunningCli(['up', '--dir', dir, ...anyPorts]);
  await new Promise((resolve) => setTimeout(resolve, 1500));
  await store.close();
  await up.waitFor('Ctrl-C');
  expect(await up.stop()).toBe(0);
  expect(up.stderr).toBe('');
});

it('waits too where a collector that was killed has left its address', async () => {
  const dir = recorded('a');
  const store = await openSqliteStore({ directory: dir });
  const other = createHttpServer((_, response) => response.writeHead(404).end());
  onTestFinished(() => void other.close());
  const asked = once(other, 'request');
  await once(other.listen(0, '127.0.0.1'), 'listening');
  const { port } = other.address() as AddressInfo;
  writeFileSync(join(dir, 'collector.url'), `http://127.0.0.1:${port}\n`);
  const up = new RunningCli(['up', '--dir', dir, ...anyPorts]);
  await asked;
  await store.close();
  await up.waitFor('Ctrl-C');
  expect(await up.stop()).toBe(0);
  expect(up.stderr).toBe('');
});

it('makes no directory where none can be, and does not spin', () => {
  const file = join(recorded('a'), 'spool');
  writeFileSync(join(file, 'a-file'), '');
  const below = runCli(['up', '--dir', join(file, 'a-file', 'x')]);
  expect(below).toMatchObject({ status: 1, stdout: '' });
  expect(below.stderr).toBe(`agentops: ${join(file, 'a-file')} is a file: give a directory.\n`);
  if (!existsSync('/proc/self')) return;
  expect(runCli(['up', '--dir', '/proc/agentops/x']).stderr).toContain("can't be made (ENOENT");
});

it('is named by doctor where its store can not be read', () => {
  const dir = recorded('a');
  writeFileSync(join(dir, 'collector.db'), 'x'.repeat(8192));
  const { status, stdout } = runCli(['doctor', '--dir', dir]);
  expect(status).toBe(1);
  expect(stdout).toContain(`${join(dir, 'collector.db')} is damaged`);
  expect(stdout).not.toContain('Nothing is wrong');
});

it('asks for its token, and the commands send it', async () => {
  const dir = recorded('secret');
  const env = { AGENTOPS_TOKEN: 'open sesame' };
  const up = new RunningCli(['up', '--json', '--dir', dir, ...anyPorts], env);
  await up.waitFor('\n');
  const { url } = JSON.parse(up.stdout);
  expect(runCli(['sessions', '--url', url])).toEqual({
    status: 1,
    stdout: '',
    stderr: `agentops: ${url} asks for its token: set AGENTOPS_TOKEN, or give --token <token>.\n`,
  });
  expect(runCli(['sessions', '--url', url, '--token', 'open sesame']).stdout).toContain('secret');
  expect(runCli(['sessions'], { env: { ...env, AGENTOPS_URL: url } }).stdout).toContain('secret');
  expect(await up.stop()).toBe(0);
  expect(up.stdout + up.stderr).not.toContain('sesame');
});

it('is found by doctor, also when it was killed', async () => {
  const dir = recorded('a');
  const live = await startLiveProgram(dir);
  const port = String(await returnablePort());
  const up = new RunningCli(['up', '--dir', dir, ...anyPorts, '--port', port]);
  await up.waitFor('Ctrl-C');
  const url = runningCollector(dir) ?? '';
  expect(runCli(['doctor', '--dir', dir]).stdout).toContain(`✓ a collector takes it in: ${url}`);
  expect(JSON.parse(runCli(['doctor', '--json', '--dir', dir]).stdout).collector).toEqual({
    url,
    answers: true,
  });
  const remote = runCli(['doctor', '--url', url]);
  expect(remote.status).toBe(0);
  expect(remote.stdout).toContain(`✓ ${url} answers`);
  expect(remote.stdout).toContain('1 of 2 processes alive');
  expect(remote.stdout).toContain('✓ Nothing is known to be missing.');
  await up.stop('SIGKILL');
  await live.kill();
  expect(runCli(['doctor', '--dir', dir]).stdout).toContain(
    `? a collector ran on it, at ${url}, and does not answer`,
  );
  const gone = runCli(['doctor', '--url', url]);
  expect(gone).toMatchObject({ status: 1, stdout: '' });
  expect(gone.stderr).toContain(`${url} can't be reached`);
  expect(runCli(['sessions', '--dir', dir]).stdout).toContain('? Indeterminate');
});

it('works on a directory alone', () => {
  const ran = runCli(['up', '--url', 'http://127.0.0.1:1'], { cwd: tempDir() });
  expect(ran.stderr).toMatch(/works on a data directory, .*: give --dir instead of --url/);
  expect(ran.status).toBe(1);
});

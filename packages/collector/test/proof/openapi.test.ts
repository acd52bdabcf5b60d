import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { pythonEnv } from '@agentops/testkit';
import { generateRecords } from '@agentops/testkit/generate-records';
import { describe, expect, it } from 'vitest';
import { isFull } from '../../../../tooling/full-tier.ts';
import { tempDir } from '../../../../tooling/temp-dir.ts';
import { CollectorProcess } from './collector-process.ts';

/** The environment takes a while to make, so that it is only made where there is time for it. */
const isWanted = isFull || process.env.CI !== undefined;
const seconds = isFull ? 240 : 30;

const checks = [
  'not_a_server_error',
  'status_code_conformance',
  'content_type_conformance',
  'response_headers_conformance',
  'response_schema_conformance',
];

describe.runIf(isWanted)('the OpenAPI document', () => {
  it('names every answer of the running server, whatever a property-based client asks', {
    timeout: (seconds + 900) * 1000,
  }, async (context) => {
    const { python, reason } = await pythonEnv({
      name: 'schemathesis',
      requirements: ['schemathesis==4.32.5'],
    });
    if (!python) return context.skip(reason);
    const collector = await CollectorProcess.start(tempDir());
    // Long ago, so that what it makes up is not among it.
    const records = generateRecords({ sessions: 4, eventsPerSession: 25, startTime: 1e12 });
    for (const chunk of records) await collector.post('ingest', chunk);

    const ran = await schemathesis(python, collector);
    expect(ran.said).toMatch(/Tested: *\d\d/);
    expect(ran, ran.said).toMatchObject({ code: 0 });
    expect((await fetch(`${collector.url}/readyz`)).status).toBe(200);
    expect(collector.said).toBe('');
  });
});

async function schemathesis(python: string, collector: CollectorProcess) {
  const document = `${collector.url}/api/v1/openapi.json`;
  const ids = (items: { id: string }[]) => items.map(({ id }) => id).join(',');
  const args = [
    ...['-m', 'schemathesis.cli', 'run', document, '--checks', checks.join(',')],
    // A stream that does not end is nothing for it.
    ...['--exclude-operation-id', 'live', '--phases', 'coverage,fuzzing'],
    ...['--max-time', String(seconds), '--request-timeout', '20', '--no-color'],
  ];
  const options = {
    // It keeps there what it found.
    cwd: tempDir(),
    env: {
      PATH: process.env.PATH,
      COLLECTOR_SESSIONS: ids(await collector.sessions()),
      COLLECTOR_EVENTS: ids((await collector.json('events?limit=100')).items),
      SCHEMATHESIS_HOOKS: join(import.meta.dirname, 'openapi-hooks.py'),
      NO_PROXY: '127.0.0.1',
    },
    maxBuffer: 64 * 1024 * 1024,
  };
  return await new Promise<{ code: number; said: string }>((resolve) => {
    execFile(python, args, options, (error, stdout, stderr) => {
      resolve({ code: error ? Number(error.code) : 0, said: `${stdout}${stderr}` });
    });
  });
}

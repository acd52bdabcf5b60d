import { createServer } from 'node:net';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { HttpExporter, IngestError } from '../src/index.ts';
import { exporterTo, receiver, record } from './recording.ts';

const range = (count: number) => Array.from({ length: count }, (_, seq) => record(seq));

/** What `export` rejected with. */
async function failureOf(promise: Promise<void>): Promise<IngestError> {
  const error = await promise.then(
    () => undefined,
    (reason) => reason,
  );
  expect(error).toBeInstanceOf(IngestError);
  return error;
}

describe('a request', () => {
  it('is NDJSON with gzip, with a bearer token and the headers that were asked for', async () => {
    const collector = await receiver();
    const exporter = exporterTo(collector.url, { token: 'k-1', headers: { 'x-team': 'a' } });
    await exporter.export(range(3));
    expect(collector.records).toEqual(range(3));
    expect(collector.requests).toMatchObject([
      {
        status: 200,
        records: 3,
        headers: {
          'content-type': 'application/x-ndjson',
          'content-encoding': 'gzip',
          authorization: 'Bearer k-1',
          'x-team': 'a',
        },
      },
    ]);
  });

  it.each([
    [{ AGENTOPS_TOKEN: 't-1', AGENTOPS_API_KEY: 'k-1' }, 'Bearer t-1'],
    [{ AGENTOPS_TOKEN: '', AGENTOPS_API_KEY: 'k-1' }, undefined],
  ])(
    "has the token of the environment, and never AgentOps' key: %j",
    async (variables, authorization) => {
      for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value);
      onTestFinished(() => void vi.unstubAllEnvs());
      const collector = await receiver();
      await exporterTo(collector.url).export(range(1));
      expect(collector.requests[0]?.headers.authorization).toBe(authorization);
    },
  );

  it('goes to the path of the endpoint, whether or not that ends in a slash', async () => {
    const collector = await receiver();
    for (const path of ['', '/']) await exporterTo(collector.url + path).export(range(1));
    expect(collector.requests.map(({ status }) => status)).toEqual([200, 200]);
    const { message, status } = await failureOf(exporterTo(`${collector.url}/x`).export(range(1)));
    expect(status).toBe(404);
    expect(message).toContain('check AGENTOPS_ENDPOINT');
  });

  it('uses one connection for all of them', async () => {
    const collector = await receiver();
    const exporter = exporterTo(collector.url);
    for (let n = 0; n < 5; n++) await exporter.export(range(1));
    expect(new Set(collector.requests.map(({ port }) => port)).size).toBe(1);
  });

  it('is split where it would be larger than allowed; a record that is larger goes alone', async () => {
    const collector = await receiver();
    const records = [record(0), record(1, 'x'.repeat(5000)), record(2), record(3)];
    await exporterTo(collector.url, { maxBodyBytes: 300 }).export(records);
    expect(collector.requests.map((request) => request.records)).toEqual([1, 1, 2]);
    expect(collector.records).toEqual(records);
  });

  it('carries any text as it is', async () => {
    const collector = await receiver();
    const text = 'ä漢🙂\u2028\n\0"\\ \ud800';
    await exporterTo(collector.url).export([record(0, text)]);
    expect(collector.records).toEqual([record(0, text)]);
  });
});

describe('an answer that acknowledges nothing', () => {
  it.each([
    [500, 'answered 500'],
    [401, 'check AGENTOPS_TOKEN'],
    [302, 'to where it redirects'],
  ])('of %d rejects, and says what to do', async (status, text) => {
    const collector = await receiver({ answer: () => ({ status }) });
    const error = await failureOf(exporterTo(collector.url).export(range(1)));
    expect(error).toMatchObject({ status, code: 'AGENTOPS_INGEST_FAILED' });
    expect(error.message).toContain(text);
    expect(collector.records).toEqual([]);
  });

  it.each([
    ['7', 7000],
    [() => new Date(Date.now() + 60_000).toUTCString(), 60_000],
    ['soon', undefined],
  ])('of 429 with retry-after %s says how long to wait', async (header, ms) => {
    const begun = Date.now();
    const value = typeof header === 'string' ? header : header();
    const headers = { 'retry-after': value };
    const collector = await receiver({ answer: () => ({ status: 429, headers }) });
    const { retryAfterMs } = await failureOf(exporterTo(collector.url).export(range(1)));
    if (ms === undefined) expect(retryAfterMs).toBeUndefined();
    else {
      // A date has no milliseconds, and time goes by until it is read.
      const least = ms - 1000 - (Date.now() - begun);
      expect(retryAfterMs).toBeGreaterThanOrEqual(least);
      expect(retryAfterMs).toBeLessThanOrEqual(ms);
    }
  });
});

describe('a collector that takes only small bodies', () => {
  const upTo = (bytes: number) =>
    receiver({ answer: (request) => ({ status: request.bytes > bytes ? 413 : 200 }) });

  it('gets them in smaller ones, and the next ones small at once', async () => {
    const collector = await upTo(100_000);
    const exporter = exporterTo(collector.url);
    const records = Array.from({ length: 40 }, (_, seq) => record(seq, 'x'.repeat(10_000)));
    await exporter.export(records);
    expect(collector.records).toEqual(records);
    const refused = collector.requests.filter(({ status }) => status === 413).length;
    expect(refused).toBeGreaterThan(0);
    await exporter.export(records);
    expect(collector.requests.filter(({ status }) => status === 413)).toHaveLength(refused);
  });

  it('gets a record that is too large with its texts cut, and the others whole', async () => {
    const collector = await upTo(10_000);
    const records = [record(0), record(1, `begin ${'x'.repeat(50_000)}`), record(2)];
    await exporterTo(collector.url).export(records);
    expect(collector.records).toHaveLength(3);
    expect(collector.records[0]).toEqual(records[0]);
    expect(collector.records[2]).toEqual(records[2]);
    expect(JSON.stringify(collector.records[1])).toMatch(
      /begin x+\\n\[cut by agentops: the destination did not take a text of 50006 characters\]/,
    );
  });

  it('is told of a record that it refuses all the same', async () => {
    const collector = await upTo(300);
    const many = Array.from({ length: 200 }, () => 'short');
    const large = { ...record(1), event: { id: 'e1', arguments: many } };
    await exporterTo(collector.url).export([record(0), large, record(2)]);
    expect(collector.records.find(({ seq }) => seq === 1)).toMatchObject({
      kind: 'loss',
      writer: 'w',
      reason: 'the collector refused a record as too large',
      records: 1,
    });
    expect(collector.records).toHaveLength(3);
  });
});

describe('no answer', () => {
  it('because nobody listens rejects with the reason', async () => {
    const { message, status } = await failureOf(exporterTo('http://127.0.0.1:1').export(range(1)));
    expect(message).toMatch(/could not be reached: .*ECONNREFUSED/);
    expect(status).toBeUndefined();
  });

  it('within the time limit rejects', async () => {
    const collector = await receiver({ answer: () => new Promise(() => {}) });
    const exporter = exporterTo(collector.url, { timeoutMs: 50 });
    const { message } = await failureOf(exporter.export(range(1)));
    expect(message).toContain('no answer within 0.05 s');
  });

  it('from something that takes connections and says nothing rejects too', async () => {
    const server = createServer(() => {}).listen(0, '127.0.0.1');
    onTestFinished(() => void server.close());
    await new Promise((resolve) => server.once('listening', resolve));
    const { port } = server.address() as { port: number };
    const exporter = exporterTo(`http://127.0.0.1:${port}`, { timeoutMs: 50 });
    await failureOf(exporter.export(range(1)));
  });

  it('because the connection broke rejects; the records may have arrived', async () => {
    const collector = await receiver({
      answer: ({ index }) => ({ dropAfterTaking: index === 0 }),
    });
    const exporter = exporterTo(collector.url);
    await failureOf(exporter.export(range(2)));
    expect(collector.records).toEqual(range(2));
    await exporter.export(range(2));
    expect(collector.records).toEqual(range(2));
    expect(collector.repeated).toBe(2);
  });

  it('on a connection that the collector closed while it was idle is no failure', async () => {
    const collector = await receiver({ answer: ({ index }) => ({ drop: index === 1 }) });
    const exporter = exporterTo(collector.url);
    await exporter.export(range(1));
    await exporter.export(range(2));
    expect(collector.records).toEqual(range(2));
  });
});

describe('the endpoint', () => {
  it('is AGENTOPS_ENDPOINT where none is given', async () => {
    const collector = await receiver();
    vi.stubEnv('AGENTOPS_ENDPOINT', collector.url);
    onTestFinished(() => void vi.unstubAllEnvs());
    await new HttpExporter().export(range(1));
    expect(collector.records).toHaveLength(1);
  });

  it.each([[''], ['localhost:4242'], ['no url'], ['ftp://a']])(
    'is asked for in words when it is "%s"',
    (endpoint) => {
      expect(() => new HttpExporter({ endpoint })).toThrow(/AGENTOPS_ENDPOINT/);
    },
  );

  it('throws nothing into the host when the variable is none', async () => {
    vi.stubEnv('AGENTOPS_ENDPOINT', 'no url');
    onTestFinished(() => void vi.unstubAllEnvs());
    const exporter = new HttpExporter();
    expect(exporter.problem?.message).toContain('Set AGENTOPS_ENDPOINT');
    await expect(exporter.export(range(1))).rejects.toThrow('Set AGENTOPS_ENDPOINT');
  });

  it.each([{ timeoutMs: Number.NaN }, { maxBodyBytes: -5 }])(
    'comes with numbers: not %j',
    (bad) => {
      expect(() => new HttpExporter({ endpoint: 'http://a', ...bad })).toThrow('above 0');
    },
  );

  it('names the destination, without what is secret in it', () => {
    const name = (endpoint: string) => new HttpExporter({ endpoint }).name;
    expect(name('https://user:secret@a.example/?key=secret')).toBe('https://a.example');
    expect(name('https://a.example/team/')).toBe('https://a.example/team');
    expect(new HttpExporter({ endpoint: 'https://a.example', name: 'a' }).name).toBe('a');
  });
});

import { connect } from 'node:http2';
import { createMemoryStore } from '@agentops/store';
import { expect, test } from 'vitest';
import { isFull } from '../../../../../tooling/full-tier.ts';
import { frame } from '../../../src/receive/otlp/grpc-message.ts';
import { startOtlpGrpc } from '../../../src/receive/otlp/otlp-grpc.ts';
import { otlpHttpRoutes } from '../../../src/receive/otlp/otlp-http.ts';
import { inTime, mutate, randomOf, sampleBodies } from './mutated.ts';

const rounds = isFull ? 100_000 : 3_000;
const seed = Number(process.env.AGENTOPS_TEST_SEED ?? 20261122);

test(`${rounds} mutated bodies: an answer to each, and a reason with each that is refused`, async () => {
  const random = randomOf(seed);
  const { protobuf, json } = sampleBodies();
  const answers = { taken: 0, partly: 0, refused: 0 };
  let app = otlpHttpRoutes({ store: createMemoryStore() });
  for (let round = 0; round < rounds; round++) {
    if (round % 1000 === 0) app = otlpHttpRoutes({ store: createMemoryStore() });
    const isJson = random(2) === 0;
    const body = mutate(isJson ? json : protobuf, random);
    const type = isJson ? 'application/json' : 'application/x-protobuf';
    const init = { headers: { 'content-type': type }, body: new Uint8Array(body) };
    const asked = `round ${round} of seed ${seed}`;
    const asking = Promise.resolve(app.request('/v1/traces', { method: 'POST', ...init }));
    const response = await inTime(asked, asking);
    const answer = await response.text();
    const which = `${asked}: ${response.status} ${answer}`;
    expect([200, 400], which).toContain(response.status);
    expect(answer, which).not.toContain('The store left out a record');
    if (response.status === 400) {
      answers.refused++;
      expect(answer, which).toMatch(/The (JSON|protobuf|body) is [\s\S]{10,}/);
    } else if (answer === '' || answer === '{}') answers.taken++;
    else answers.partly++;
  }
  // A mutation that is always refused, or never, tests nothing.
  for (const count of Object.values(answers)) expect(count).toBeGreaterThan(rounds / 1000);
}, 600_000);

const grpcRounds = isFull ? 20_000 : 1_000;

test(`${grpcRounds} mutated calls by gRPC, their framing too: a status to each, and a reason with each that is refused`, async () => {
  const random = randomOf(seed);
  const { protobuf } = sampleBodies();
  const store = createMemoryStore();
  const server = await startOtlpGrpc({ store, host: '127.0.0.1', port: 0 });
  const session = connect(`http://127.0.0.1:${server.port}`);
  try {
    const answers = { taken: 0, refused: 0 };
    for (let round = 0; round < grpcRounds; round++) {
      const whole = frame(protobuf);
      // Half of them with the frame's five bytes as they have to be, so that more than that is reached.
      const body = random(2) === 0 ? frame(mutate(protobuf, random)) : mutateFrame(whole, random);
      const asked = `round ${round} of seed ${seed}`;
      const { status, message } = await inTime(asked, callOf(session, body));
      if (status === '0') {
        answers.taken++;
        continue;
      }
      answers.refused++;
      // INVALID_ARGUMENT, or UNIMPLEMENTED where it claims to be compressed in a way that is not known.
      expect(['3', '12'], `${asked}: ${status} ${message}`).toContain(status);
      expect(message, asked).toMatch(/^(The|A|grpc-encoding) [\s\S]{10,}/);
    }
    for (const count of Object.values(answers)) expect(count).toBeGreaterThan(grpcRounds / 20);
    expect(await inTime('a whole one', callOf(session, frame(protobuf)))).toMatchObject({
      status: '0',
    });
  } finally {
    session.destroy();
    await server.close(100);
    await store.close();
  }
}, 600_000);

/** One of the five bytes in front, or how much comes behind them. */
function mutateFrame(framed: Buffer, random: (below: number) => number): Buffer {
  const mutated = Buffer.from(framed);
  if (random(3) === 0) return mutated.subarray(0, random(mutated.length));
  mutated[random(5)] = random(256);
  return random(4) === 0 ? Buffer.concat([mutated, framed]) : mutated;
}

function callOf(session: ReturnType<typeof connect>, body: Buffer) {
  const path = '/opentelemetry.proto.collector.trace.v1.TraceService/Export';
  const headers = { 'content-type': 'application/grpc', te: 'trailers' };
  const stream = session.request({ ':method': 'POST', ':path': path, ...headers });
  return new Promise<{ status: string; message: string }>((resolve, reject) => {
    const told: Record<string, unknown> = {};
    const hear = (more: object) => void Object.assign(told, more);
    stream.on('response', hear).on('trailers', hear).on('error', reject).resume();
    stream.on('close', () =>
      resolve({
        status: String(told['grpc-status']),
        message: decodeURIComponent(String(told['grpc-message'] ?? '')),
      }),
    );
    stream.end(body);
  });
}

/** Sends as fast as it is acknowledged: prints `ready`, waits for a line, sends, and prints what came of it. */
import { once } from 'node:events';
import { generateRecords } from '@agentops/testkit/generate-records';
import type { SenderSetUp, Sent } from './protocol.ts';
import { SpanBody } from './span-body.ts';
import { byGrpc, byHttp, bySpool, type Send } from './ways.ts';

const setUp = JSON.parse(process.argv[2] ?? '') as SenderSetUp;
const { way, to, sender, batch, inFlight, warmUpMs, measureMs } = setUp;

/** Bodies, each to be sent once. @returns undefined where there are no more */
type Supply = () => Buffer | undefined;

function spans(): Supply[] {
  // Each request under way has a body of its own.
  return Array.from({ length: inFlight }, (_, lane) => {
    const made = new SpanBody(batch, sender * inFlight + lane, Date.now() - 3_600_000);
    let count = 0;
    return () => {
      made.renew(count++);
      return made.body;
    };
  });
}

function records(): Supply[] {
  const perSession = 25;
  const chunks: Buffer[] = [];
  const sessions = Math.ceil(setUp.events / perSession);
  // A chunk is given out when the session that exceeds its length is whole.
  const options = { seed: sender + 1, sessions, eventsPerSession: perSession, writers: 1 };
  const chunkLength = Math.max(1, (batch - perSession / 2) * 1900);
  for (const chunk of generateRecords({ ...options, chunkLength })) chunks.push(Buffer.from(chunk));
  let next = 0;
  return Array.from({ length: inFlight }, () => () => chunks[next++]);
}

function eventsIn(body: Buffer): number {
  if (way === 'grpc' || way === 'http') return batch;
  // Each event has one end; streams have updates besides. Sessions' ends have another shape.
  let count = 0;
  const end = '"kind":"end"';
  for (let at = body.indexOf(end); at >= 0; at = body.indexOf(end, at + end.length)) count++;
  return count;
}

function sendBy(): Send {
  if (way === 'grpc') return byGrpc(to);
  if (way === 'http') return byHttp(to, 'application/x-protobuf');
  return way === 'ingest' ? byHttp(to, 'application/x-ndjson') : bySpool(to);
}

const supplies = way === 'grpc' || way === 'http' ? spans() : records();
const send = sendBy();
console.log('ready');
await once(process.stdin, 'data');

const start = performance.now();
const cpuStart = process.cpuUsage();
const measured = { from: start + warmUpMs, to: start + warmUpMs + measureMs };
const latencies: number[] = [];
let [events, requests, total] = [0, 0, 0];
let last = start;

await Promise.all(
  supplies.map(async (supply) => {
    while (performance.now() < measured.to) {
      const body = supply();
      if (!body) return;
      const count = eventsIn(body);
      const sent = performance.now();
      await send(body);
      last = performance.now();
      total += count;
      if (last < measured.from || last > measured.to) continue;
      events += count;
      requests++;
      latencies.push(last - sent);
    }
  }),
);

latencies.sort((a, b) => a - b);
const at = (share: number) => latencies[Math.floor(share * (latencies.length - 1))] ?? Number.NaN;
const { user, system } = process.cpuUsage(cpuStart);
const sent: Sent = {
  events,
  requests,
  seconds: (Math.min(last, measured.to) - measured.from) / 1000,
  latency: { p50: at(0.5), p99: at(0.99) },
  total,
  cpuSeconds: (user + system) / 1e6,
};
console.log(JSON.stringify(sent));
process.exit();

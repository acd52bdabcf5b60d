import type { AgentOpsRecord, EventRecord } from '@agentops/core';
import { exporterConformance } from '@agentops/testkit';
import { create } from './programs/create-exporter.ts';

exporterConformance({
  name: 'http',
  create,
  program: new URL('./programs/create-exporter.ts', import.meta.url),
  // Of all that can be wrong with a record, a collector refuses for good only its length.
  refusal: 413,
  gzip: true,
  receiver: {
    read: ({ body }) => endsIn(body).map(({ event }) => event.id),
    say: ({ body }) => Object.fromEntries(endsIn(body).map((record) => [record.event.id, record])),
  },
});

function endsIn(body: Buffer): EventRecord[] {
  return body
    .toString('utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as AgentOpsRecord)
    .filter((record): record is EventRecord => record.kind === 'end');
}

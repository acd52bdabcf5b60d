import { exporterConformance } from '@agentops/testkit';
import { create } from './programs/create-exporter.ts';
import { spansIn } from './read-spans.ts';

exporterConformance({
  name: 'otlp',
  create,
  program: new URL('./programs/create-exporter.ts', import.meta.url),
  refusal: 400,
  isolatesFaults: true,
  gzip: true,
  receiver: {
    read: ({ headers, body }) =>
      spansIn(headers['content-type'], body).flatMap(({ eventIds }) => eventIds),
    say: ({ headers, body }) =>
      Object.fromEntries(
        spansIn(headers['content-type'], body).flatMap((span) =>
          span.eventIds.map((id) => [id, span]),
        ),
      ),
    answer: () => ({ headers: { 'content-type': 'application/x-protobuf' }, body: '' }),
  },
});

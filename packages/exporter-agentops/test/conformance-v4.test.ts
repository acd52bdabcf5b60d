import { exporterConformance } from '@agentops/testkit';
import { create } from './programs/create-v4-gzip.ts';
import { v4Receiver } from './receivers.ts';

exporterConformance({
  name: 'agentops v4',
  create,
  program: new URL('./programs/create-v4-gzip.ts', import.meta.url),
  receiver: v4Receiver,
  refusal: 400,
  isolatesFaults: true,
  gzip: true,
});

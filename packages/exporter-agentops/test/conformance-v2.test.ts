import { exporterConformance } from '@agentops/testkit';
import { create } from './programs/create-v2.ts';
import { v2Receiver } from './receivers.ts';

exporterConformance({
  name: 'agentops v2',
  create,
  program: new URL('./programs/create-v2.ts', import.meta.url),
  receiver: v2Receiver,
  refusal: 400,
  isolatesFaults: true,
});

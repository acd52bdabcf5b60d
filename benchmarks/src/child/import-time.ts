/** Prints how long a contender and the SDK take to load, and to be ready for a first call, in milliseconds. */
import { createRequire } from 'node:module';
import { contenders } from '../contenders/index.ts';
import { stayOnLoopback } from './loopback-only.ts';
import type { ChildSetUp } from './protocol.ts';

stayOnLoopback();
const { contender, openai, ...host } = JSON.parse(process.argv[2] ?? '') as ChildSetUp;
const require = createRequire(import.meta.url);

const start = performance.now();
const setUp = contenders[contender].load(require);
const contenderLoaded = performance.now();
const recording = setUp(host);
const isSetUp = performance.now();
const { default: Client } = require(openai) as typeof import('openai-7');
const sdkLoaded = performance.now();
const client = new Client({ apiKey: 'none' });
recording.attach?.(client);
const ready = performance.now();

const load = contenderLoaded - start;
const sdk = sdkLoaded - isSetUp;
process.stdout.write(JSON.stringify({ load: load + sdk, ready: ready - start }), () =>
  // What it has set up would send, and keep the process.
  process.exit(),
);

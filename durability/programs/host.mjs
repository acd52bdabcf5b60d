// A host: `node host.mjs <way> <events>` records so many events, and ends in some way.
import { createInterface } from 'node:readline';
import { setTimeout as sleep, setImmediate as turn } from 'node:timers/promises';
import { createRecorder } from './recorder.mjs';

const [way, events] = process.argv.slice(2);
const { record } = await createRecorder(way);
let n = 0;
const recordAll = (count = Number(events)) => {
  for (let end = n + count; n < end; n++) record(n);
};
const stay = () => setInterval(() => {}, 1000);

const ways = {
  natural: () => recordAll(),
  exit() {
    recordAll();
    process.exit(0);
  },
  throw() {
    recordAll();
    throw new Error('nobody catches this');
  },
  reject() {
    recordAll();
    void Promise.reject(new Error('nobody catches this'));
  },
  async wait() {
    recordAll();
    await turn();
    stay();
    console.log('ready');
  },
  async handlesAndExits() {
    process.on('SIGTERM', () => {
      recordAll(1);
      process.exit(7);
    });
    await ways.wait();
  },
  async handlesAndGoesOn() {
    const staying = stay();
    process.on('SIGINT', () => {
      recordAll(1);
      console.log('caught');
      process.exitCode = 3;
      clearInterval(staying);
    });
    recordAll();
    console.log('ready');
  },
  /** Goes on for as long as its parent says, and ends when that has had enough. */
  async outage() {
    const lines = createInterface({ input: process.stdin });
    recordAll(100);
    console.log('ready');
    const rest = Number(events) - 200;
    const pauseMs = Number(process.env.HOST_OUTAGE_MS) / rest;
    for (let count = 0; count < rest; count++) {
      await sleep(pauseMs);
      recordAll(1);
    }
    recordAll(100);
    console.log('recorded');
    for await (const _ of lines) break;
    lines.close();
    process.stdin.destroy();
  },
  /** Until it is killed. */
  async forever() {
    for (;;) {
      recordAll(1 + Math.floor(Math.random() * 20));
      await (Math.random() < 0.5 ? turn() : sleep(Math.random() * 3));
    }
  },
};
await ways[way]();

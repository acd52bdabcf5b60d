/** Imports what it is told to, and says what that has changed in the process. */
import { readdirSync } from 'node:fs';
// Node itself adds globals when it loads this.
import 'node:http';

const look = () => ({
  globals: Reflect.ownKeys(globalThis).length,
  listeners: process.eventNames().length,
  handles: process.getActiveResourcesInfo().filter((name) => name !== 'PipeWrap').length,
  files: readdirSync('.').length,
  fetch: globalThis.fetch,
  prototypes: [Object, Array, Promise, Function].flatMap(({ prototype }) =>
    Reflect.ownKeys(prototype).map((key) => Object.getOwnPropertyDescriptor(prototype, key)?.value),
  ),
});

const changes = {};
for (const name of process.argv.slice(2)) {
  const before = look();
  await import(name);
  const after = look();
  changes[name] = Object.keys(before).filter((key) =>
    key === 'prototypes'
      ? before[key].some((value, index) => !Object.is(value, after[key][index]))
      : before[key] !== after[key],
  );
}
console.log(JSON.stringify(changes));

import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, it } from 'vitest';
import { redactText } from '../../src/pipeline/redact-text.ts';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

function heapBytes(): number {
  collectGarbage();
  collectGarbage();
  return process.memoryUsage().heapUsed;
}

// V8 keeps the whole text in memory for as long as there is a piece that was cut out of it.
it('remembers what was clean without the long text that it was cut out of', () => {
  const before = heapBytes();
  for (let index = 0; index < 500; index++) {
    const long = `${'x'.repeat(100_000)}${index}`;
    redactText(long.slice(-40));
  }
  expect(heapBytes() - before).toBeLessThan(10_000_000);
});

import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { tableVersion } from '../src/index.ts';

it('is the version of the table that is installed', () => {
  const path = new URL('../node_modules/@pydantic/genai-prices/package.json', import.meta.url);
  const { version } = JSON.parse(readFileSync(path, 'utf8')) as { version: string };
  expect(tableVersion).toBe(version);
});

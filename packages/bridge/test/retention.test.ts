import { readdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { tempDir } from '../../../tooling/temp-dir.ts';
import { takeIn } from '../src/index.ts';
import { dead, HostReport, living } from './host-report.ts';
import { callNames } from './recorded.ts';
import { toyMapper } from './toy-mapper.ts';

const days = 24 * 3600;

it('what was mapped to its end is deleted after 30 days, and nothing else is', async () => {
  const directory = tempDir();
  const folder = join(directory, 'bridge');
  const report = (process: typeof living, adapter = '@agentops/adapter-toy') => {
    const host = new HostReport(directory, { process });
    host.write(host.begin({ adapter }), ...host.sessions(1, 1));
    return host;
  };
  const old = report(dead);
  const recent = report(dead);
  const lives = report(living);
  const unmapped = report(dead, '@agentops/adapter-other');
  await takeIn({ directory, mappers: [toyMapper] });
  writeFileSync(join(folder, `bridge.${old.stream}.claim.3`), 'of a bridge that died');
  const now = Date.now() / 1000;
  for (const { path } of [old, lives, unmapped]) utimesSync(path, now - 31 * days, now - 31 * days);
  utimesSync(recent.path, now - 29 * days, now - 29 * days);

  await takeIn({ directory, mappers: [toyMapper] });
  const left = new Set(readdirSync(folder).map((name) => name.split('.')[0]));
  expect(left).toEqual(new Set([recent.stream, lives.stream, unmapped.stream]));
  expect(callNames(directory)).toHaveLength(3);
  await takeIn({ directory, mappers: [toyMapper] });
  expect(callNames(directory)).toHaveLength(3);
});

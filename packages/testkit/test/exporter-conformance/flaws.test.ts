import { describe, expect, it } from 'vitest';
import { exporterTopics, runExporterCase } from '../../src/index.ts';
import { flaws } from './flaws.ts';
import { toy } from './toy-exporter.ts';

const cases = exporterTopics.flatMap((topic) => topic.cases);

describe('a broken exporter is caught', () => {
  it.concurrent.each(flaws.map(([flawed, id, says]) => ({ name: flawed.name, id, flawed, says })))(
    '$name, by $id',
    async ({ flawed, id, says = /./ }) => {
      const flawCase = cases.find((each) => each.id === id);
      const result = flawCase && (await runExporterCase(flawCase, toy(flawed)));
      const message = expect.stringMatching(says);
      expect(result).toMatchObject({ outcome: 'failed', error: { message } });
    },
  );
});

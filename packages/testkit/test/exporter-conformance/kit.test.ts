import { describe, expect, it } from 'vitest';
import { runSkipped } from '../../src/conformance-kit/run-case.ts';
import { exporterConformance, exporterTopics, runExporterCase } from '../../src/index.ts';
import { flaws } from './flaws.ts';
import { toy } from './toy-exporter.ts';

const cases = exporterTopics.flatMap((topic) => topic.cases);

function caseOf(id: string) {
  const found = cases.find((each) => each.id === id);
  if (!found) throw new Error(`No case ${id}.`);
  return found;
}

exporterConformance(toy());

describe('the kit for exporters', () => {
  it('has a name of its own for each case', () => {
    const ids = cases.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const id of ids) expect(id).toMatch(/^[a-z]+\/[a-z0-9]+(-[a-z0-9]+)*$/);
  });

  it('fails a skip of a case that passes, and takes one of a case that fails', async () => {
    const order = caseOf('delivery/order');
    const backwards = flaws.find(([, id]) => id === order.id)?.[0];
    const run = (exporter = toy()) => runSkipped(order, () => runExporterCase(order, exporter));
    await expect(run()).rejects.toThrow('stale');
    await expect(run(toy(backwards))).resolves.toBeUndefined();
  });

  it('says what an exporter lacks, and does not run the case', async () => {
    expect(await runExporterCase(caseOf('delivery/gzip'), { ...toy(), gzip: false })).toEqual({
      outcome: 'not-applicable',
      missing: 'gzip',
    });
  });

  it.each([
    [[{ case: 'answers/never', reason: 'x' }], 'no case'],
    [[{ case: 'answers/reset', reason: ' ' }], 'reason'],
    [
      [
        { case: 'answers/reset', reason: 'x' },
        { case: 'answers/reset', reason: 'y' },
      ],
      'twice',
    ],
    [[{ case: 'delivery/gzip', reason: 'x' }], 'does not apply'],
  ])('refuses the skips %j', (skip, says) => {
    expect(() => exporterConformance({ ...toy(), gzip: false, skip })).toThrow(says);
  });
});

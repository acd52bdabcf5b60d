import type { AdapterUnderTest, ConformanceCase, ConformancePoint } from './case.ts';
import { conformancePoints } from './points/index.ts';
import { missingNeed } from './run-case.ts';

/** Of each point the case that most adapters would break first: it works the host's least documented parts. */
const telling = new Set([
  'own-object/with-response',
  'same-result/streamed',
  'no-extra-pulls/break-cancels-upstream',
  'one-end/stream-broken-off',
  'kept-text/stream-cut',
  'usage/streamed',
  'apart/parallel-tool-calls-streamed-interleaved',
  'sessions/ten-at-once',
  'faults/throwing-getter',
  'once/claimed-stream',
  'detach/during-a-stream',
  'unknown-major/recorded-as-far-as-it-goes',
  'no-content/adapter-option',
  'cancelled-is-no-error/stream-aborted',
]);

/** One case of each point that the host can do: the most telling one, else the first. */
export function sampleCases(adapter: AdapterUnderTest): ReadonlySet<ConformanceCase> {
  return new Set(conformancePoints.flatMap((point) => sampleOf(point, adapter) ?? []));
}

function sampleOf(point: ConformancePoint, adapter: AdapterUnderTest) {
  const possible = point.cases.filter((each) => missingNeed(each, adapter) === undefined);
  return possible.find(({ id }) => telling.has(id)) ?? possible[0];
}

import { openaiPackages } from '../child/protocol.ts';
import type { Contender } from '../contender.ts';
import { type ContenderId, contenders } from '../contenders/index.ts';
import { type CensusEntry, recordsAnything } from '../measure/census.ts';
import { table } from './format.ts';
import { sdkName, versionOf } from './versions.ts';

/** Who records what with which version of the SDK, as counted. */
export function censusTable(census: readonly CensusEntry[]): string {
  const ids = [...new Set(census.map(({ contender }) => contender))];
  const rows = ids.map((id) => {
    const entries = census.filter(({ contender }) => contender === id);
    const cells = openaiPackages.map((openai) => {
      const entry = entries.find((each) => each.openai === openai);
      return entry ? describe(entry) : '–';
    });
    return [nameAndVersion(id), ...cells];
  });
  return table(['', ...openaiPackages.map(sdkName)], rows);
}

function describe(entry: CensusEntry): string {
  if (!recordsAnything(entry)) return `**records nothing on ${sdkName(entry.openai)}**`;
  return `${entry.recordsOfCalls} of ${entry.calls} calls, ${entry.recordsOfStreams} of ${entry.streams} streams`;
}

function nameAndVersion(id: ContenderId): string {
  const { name, packages, setUp }: Contender = contenders[id];
  const version = packages[0] ? versionOf(packages[0]) : '';
  const notes = [version, setUp].filter((note) => note).join('; ');
  return `${name} (${notes})`;
}

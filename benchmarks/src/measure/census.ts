import { type OpenAIPackage, openaiPackages } from '../child/protocol.ts';
import { ContenderProcess } from '../contender-process.ts';
import type { ContenderId } from '../contenders/index.ts';
import type { Progress } from '../progress.ts';

/** Whether a contender records what an SDK does: in how many of the calls, and of the streams. */
export interface CensusEntry {
  contender: ContenderId;
  openai: OpenAIPackage;
  calls: number;
  recordsOfCalls: number;
  streams: number;
  recordsOfStreams: number;
}

/** Contenders that are measured together, on one version of the SDK. */
export interface Group {
  openai: OpenAIPackage;
  contenders: ContenderId[];
}

/**
 * Makes a few calls with each contender on the newest SDK, and where nothing is recorded, on the one before, and counts the records
 * that arrive.
 */
export async function takeCensus(
  contenders: readonly ContenderId[],
  progress: Progress,
): Promise<CensusEntry[]> {
  const entries: CensusEntry[] = [];
  for (const contender of contenders.filter((id) => id !== 'bare')) {
    for (const openai of openaiPackages) {
      progress(`which contender records what: ${contender} on ${openai}`);
      const entry = await countRecords(contender, openai);
      entries.push(entry);
      if (recordsAnything(entry)) break;
    }
  }
  return entries;
}

/** Whether it took part at all. */
export function recordsAnything(entry: CensusEntry): boolean {
  return entry.recordsOfCalls + entry.recordsOfStreams > 0;
}

/** Each contender belongs to the newest SDK that it records; the bare one and ours are measured on every SDK that another needs. */
export function groupBySdk(entries: readonly CensusEntry[]): Group[] {
  return openaiPackages.flatMap((openai, index) => {
    const recorded = entries.filter((entry) => entry.openai === openai && recordsAnything(entry));
    const contenders = recorded.map(({ contender }) => contender);
    if (contenders.length === 0) return [];
    const ours: ContenderId[] = index === 0 ? [] : ['agentops'];
    return [{ openai, contenders: ['bare', ...ours, ...contenders] }];
  });
}

function countRecords(contender: ContenderId, openai: OpenAIPackage): Promise<CensusEntry> {
  return ContenderProcess.use(contender, openai, async (child) => {
    const [calls, streams] = [5, 2];
    const { records: recordsOfCalls } = await child.ask('round', {
      scenario: 'call',
      times: calls,
    });
    const { records: recordsOfStreams } = await child.ask('round', {
      scenario: 'chunk',
      times: streams,
    });
    return { contender, openai, calls, recordsOfCalls, streams, recordsOfStreams };
  });
}

import {
  type DrainOptions,
  type DrainReport,
  destinationStates,
  drainSpool,
  type Exporter,
} from '@agentops/core';

export interface DrainEachOptions
  extends Pick<DrainOptions, 'directory' | 'onProgress' | 'alsoMeantElsewhere'> {
  patienceMs: number;
  /** The protocol that the user told: all goes in it, whatever it was begun in. */
  told: string | undefined;
  /** One that speaks this protocol; its default, where none is given. */
  createExporter: (protocol: string | undefined) => Promise<Exporter>;
}

export interface Drained extends DrainReport {
  destination: string;
}

/**
 * Sends the rest of what was begun in each protocol in the same one. What was begun in none goes in the one in which programs spoke to
 * the destination, where it is a single one, else in its default.
 */
export async function drainEach(options: DrainEachOptions): Promise<Drained> {
  const { directory, patienceMs, onProgress, told, createExporter } = options;
  const { alsoMeantElsewhere = false } = options;
  const common = {
    directory,
    patienceMs,
    alsoMeantElsewhere,
    ...(onProgress ? { onProgress } : {}),
  };
  const usual = await createExporter(told);
  const { name: destination } = usual;
  if (told !== undefined || usual.protocol === undefined) {
    const anyProtocol = told !== undefined;
    return { destination, ...(await drainSpool({ ...common, exporter: usual, anyProtocol })) };
  }
  const begun = destinationStates(directory)
    .filter((state) => state.destination === destination)
    .flatMap(({ protocol }) => protocol ?? []);
  const main = (begun.length === 1 ? begun[0] : undefined) ?? usual.protocol;
  await usual.shutdown?.();
  const reports: DrainReport[] = [];
  for (const protocol of new Set([main, ...begun])) {
    const exporter = await createExporter(protocol);
    reports.push(await drainSpool({ ...common, exporter, onlyMeant: protocol !== main }));
  }
  return { destination, ...together(reports) };
}

function together(reports: readonly DrainReport[]): DrainReport {
  const sum = (field: Exclude<keyof DrainReport, 'writers'>) =>
    reports.reduce((total, report) => total + report[field], 0);
  return {
    writers: reports.flatMap(({ writers }) => writers),
    sentRecords: sum('sentRecords'),
    withheldSessions: sum('withheldSessions'),
    sentBytes: sum('sentBytes'),
    refused: sum('refused'),
    unsentBytes: sum('unsentBytes'),
    meantElsewhere: sum('meantElsewhere'),
  };
}

import { type AgentOpsRecord, type Folded, fold, readSpool, writerStateHere } from '@agentops/core';

/** What was recorded in a data directory, as a reader sees it now. */
export function folded(directory: string): Folded {
  return fold(readSpool(directory).records, { writerState: writerStateHere() });
}

export function records(directory: string): AgentOpsRecord[] {
  return readSpool(directory).records as AgentOpsRecord[];
}

/** Sorted, once each, and without those that open segments: how often a bridge was broken off shows in these. */
export function recordTexts(directory: string): string[] {
  const texts = records(directory)
    .filter(({ kind }) => kind !== 'writer')
    .map((record) => JSON.stringify(record));
  return texts.sort();
}

/** The names of the tool calls, in time order. */
export function callNames(directory: string): string[] {
  return folded(directory).events.map(({ name }) => name);
}

import {
  type AgentOpsEvent,
  type BadLine,
  type Folded,
  FoldState,
  pathsOf,
  resolveBlobs,
  type SessionData,
  SpoolTail,
  writerStateHere,
} from '@agentops/core';

/** What a data directory holds now. */
export interface DirectoryContents extends Folded {
  badLines: BadLine[];
  /** Lines that are JSON, but no records. */
  strangeLines: number;
  /** Files that can't be read. */
  unreadable: { file: string; reason: string }[];
}

/** Reads a data directory, and again: what came since is added to what was there. */
export class DirectoryReader {
  readonly #tail: SpoolTail;
  readonly #state = new FoldState();
  readonly #badLines: BadLine[] = [];
  #strangeLines = 0;
  #unreadable: DirectoryContents['unreadable'] = [];

  constructor(directory: string) {
    this.#tail = new SpoolTail(directory);
  }

  /** Reads on. Returns whether anything has come. */
  read(): boolean {
    const { records, badLines, unreadable = [] } = this.#tail.read();
    this.#unreadable = unreadable;
    for (const record of records) if (!this.#state.add(record)) this.#strangeLines++;
    this.#badLines.push(...badLines);
    return records.length > 0;
  }

  contents(): DirectoryContents {
    return {
      ...this.#state.result({ writerState: writerStateHere() }),
      badLines: this.#badLines,
      strangeLines: this.#strangeLines,
      unreadable: this.#unreadable,
    };
  }
}

/** Everything that is in a data directory. */
export function readDirectory(directory: string): DirectoryContents {
  const reader = new DirectoryReader(directory);
  reader.read();
  return reader.contents();
}

/** The events of one session, in time order, with long texts put back. */
export function eventsOf(
  session: SessionData,
  contents: Folded,
  directory: string,
): AgentOpsEvent[] {
  return contents.events
    .filter(({ sessionId }) => sessionId === session.id)
    .map((event) => withBlobs(event, directory));
}

/** The event with the long texts put back that are kept in files of their own. */
export function withBlobs<T>(value: T, directory: string): T {
  return resolveBlobs(value, pathsOf(directory).blobs);
}

import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BadLine, DestinationState, Loss } from '@agentops/core';
import { CliError } from '../cli-error.ts';

/** How much of what a destination refused and never got somebody has seen. */
export interface SeenOfDestination {
  refused: number;
  lostBytes: number;
}

/** What AgentOps said about itself, and when it said that last, in epoch milliseconds. */
export interface SaidAt {
  code: string;
  message: string;
  time: number;
}

type Key = Pick<DestinationState, 'destination' | 'protocol'>;

/** What there was to be seen. */
export interface Seeable {
  destinations: readonly (Key & SeenOfDestination)[];
  losses: readonly Loss[];
  said: readonly SaidAt[];
  badLines: readonly Pick<BadLine, 'file' | 'offset'>[];
  strangeLines: number;
}

const nothing: Seeable = { destinations: [], losses: [], said: [], badLines: [], strangeLines: 0 };

/** What somebody said to have seen by `agentops doctor --seen`. It stays true, and is no problem any more. */
export class Seen {
  readonly #kept: Seeable;

  private constructor(kept: Seeable) {
    this.#kept = kept;
  }

  /** Nothing where nobody said so, or that can't be read. */
  static in(directory: string): Seen {
    try {
      const kept = { ...nothing, ...JSON.parse(readFileSync(fileIn(directory), 'utf8')) };
      const { destinations, losses, said, badLines } = kept;
      if ([destinations, losses, said, badLines].every(Array.isArray)) return new Seen(kept);
    } catch {
      // Then all is shown as new, once more.
    }
    return new Seen(nothing);
  }

  /** @throws CliError where it can't be kept */
  static keep(directory: string, seeable: Seeable): void {
    const kept: Seeable = {
      destinations: seeable.destinations.map(({ destination, protocol, refused, lostBytes }) => ({
        destination,
        ...(protocol === undefined ? {} : { protocol }),
        refused,
        lostBytes,
      })),
      losses: seeable.losses.map(({ writer, reason, records, bytes }) => ({
        writer,
        reason,
        ...(records === undefined ? {} : { records }),
        ...(bytes === undefined ? {} : { bytes }),
      })),
      said: seeable.said.map(({ code, message, time }) => ({ code, message, time })),
      badLines: seeable.badLines.map(({ file, offset }) => ({ file, offset })),
      strangeLines: seeable.strangeLines,
    };
    const path = fileIn(directory);
    const unfinished = `${path}.${process.pid}.new`;
    try {
      writeFileSync(unfinished, `${JSON.stringify({ v: 1, ...kept })}\n`, { mode: 0o600 });
      renameSync(unfinished, path);
    } catch (error) {
      throw new CliError(`That it was seen can't be kept: ${(error as Error).message}`);
    }
  }

  /** Of one that counts less than was seen, its files were deleted meanwhile: then what it counts is new. */
  ofDestination({
    destination,
    protocol,
    refused,
    lostBytes,
  }: Key & SeenOfDestination): SeenOfDestination {
    const seen = this.#kept.destinations.find(
      (each) => each.destination === destination && each.protocol === protocol,
    ) ?? { refused: 0, lostBytes: 0 };
    return {
      refused: seen.refused <= refused ? seen.refused : 0,
      lostBytes: seen.lostBytes <= lostBytes ? seen.lostBytes : 0,
    };
  }

  /** Each with whether it was seen. Of several that are the same, as many as were there then. */
  losses(losses: readonly Loss[]): (Loss & { seen: boolean })[] {
    const left = Map.groupBy(this.#kept.losses, keyOf);
    return losses.map((loss) => ({ ...loss, seen: left.get(keyOf(loss))?.pop() !== undefined }));
  }

  /** Whether it was seen, and has not been said again since. */
  hasSaid({ code, message, time }: SaidAt): boolean {
    return this.#kept.said.some(
      (said) => said.code === code && said.message === message && said.time >= time,
    );
  }

  /** Each with whether it was seen. */
  badLines(badLines: readonly BadLine[]): (BadLine & { seen: boolean })[] {
    const { badLines: kept } = this.#kept;
    const isSeen = ({ file, offset }: BadLine) =>
      kept.some((line) => line.file === file && line.offset === offset);
    return badLines.map((line) => ({ ...line, seen: isSeen(line) }));
  }

  /** How many of so many. Of fewer than were seen, files were deleted meanwhile: then they are new. */
  strangeLines(count: number): number {
    const { strangeLines } = this.#kept;
    return strangeLines <= count ? strangeLines : 0;
  }
}

function fileIn(directory: string): string {
  return join(directory, 'doctor-seen.json');
}

function keyOf({ writer, reason, records, bytes }: Loss): string {
  return JSON.stringify([writer, reason, records, bytes]);
}

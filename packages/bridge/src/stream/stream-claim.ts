import { accessSync, constants } from 'node:fs';
import { createId, FoldedWriter, type WriterInfo, writerStateHere } from '@agentops/core';
import { Claim, type Claimant, identifyWriter } from '@agentops/core/foreign';

const destination = 'bridge';
/** A claim that can't be read is being written, or was torn. */
const unreadableMs = 60_000;

/** Whoever bridges in this thread of this process. */
export function claimantHere(): Claimant {
  const info: WriterInfo = { ...identifyWriter(), sdkVersion: '', segment: 0 };
  return { id: createId(), info };
}

/**
 * The right to map a stream. Undefined where another bridge has it, whose process lives.
 * @throws the file system's error where the folder can't be written
 */
export function claimStream(folder: string, stream: string, claimant: Claimant): Claim | undefined {
  accessSync(folder, constants.W_OK);
  const stateOf = writerStateHere();
  return Claim.take({
    folder,
    destination,
    writer: stream,
    claimant,
    isGone(other, lastHeard) {
      if (!other) return Date.now() - lastHeard > unreadableMs;
      const writer = new FoldedWriter(other.id);
      writer.info = other.info;
      writer.lastTime = lastHeard;
      return stateOf(writer).state === 'gone';
    },
  });
}

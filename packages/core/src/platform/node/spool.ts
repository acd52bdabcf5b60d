/** Keeps records in files. `../worker/spool.ts` has the same names for where there is no file system. */
import type { Config } from '../../config.ts';
import type { Diagnostics } from '../../diagnostics.ts';
import { createId } from '../../events/id.ts';
import { type Spool, SpoolWriter } from '../../pipeline/spool-writer.ts';
import { identifyWriter } from '../../pipeline/writer-identity.ts';
import { parseContext } from '../../session/propagation.ts';
import { sdkVersion } from '../../version.ts';

export { BlobStore, resolveBlobs } from '../../pipeline/blob-store.ts';
export { findDataDirectory, pathsOf, projectOf } from '../../pipeline/data-directory.ts';
export { writerStateHere } from '../../pipeline/liveness.ts';
export {
  type BadLine,
  readSpool,
  type SpoolBatch,
  SpoolTail,
} from '../../pipeline/spool-reader.ts';

export function createSpool(config: Config, diagnostics: Diagnostics): Spool {
  const parentWriter = parseContext(config.context ?? '')?.owner;
  return new SpoolWriter({
    id: createId(),
    directory: config.directory,
    info: { ...identifyWriter(), sdkVersion, ...(parentWriter ? { parentWriter } : {}) },
    diagnostics,
  });
}

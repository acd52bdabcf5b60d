import type { Appended } from '@agentops/store';
import { z } from '@hono/zod-openapi';
import { ProblemError } from '../../serve/api/problem.ts';

/** What became of records that were sent. */
export const appendedSchema = z
  .strictObject({
    accepted: z.number().openapi({ description: 'New records.' }),
    repeated: z.number().openapi({ description: 'Records that were there already.' }),
    rejected: z
      .array(z.strictObject({ line: z.number(), reason: z.string() }))
      .openapi({ description: 'Lines that are no records, from 0. At most 100 are named.' }),
    rejectedLines: z.number(),
    newer: z.record(z.string(), z.number()).openapi({
      description: 'Records of a newer format, by version. They are kept, and shown by nobody.',
    }),
  })
  .openapi('Appended');

/** @throws ProblemError where there was something, and nothing of it could be taken */
export function refuseIfAllBad(appended: Appended): Appended {
  const { accepted, repeated, rejected, rejectedLines, newer } = appended;
  const taken = accepted + repeated + Object.keys(newer).length;
  if (taken > 0 || rejectedLines === 0) return appended;
  const first = rejected[0];
  const message = `No line of this is a record. Line ${first?.line ?? 0}: ${first?.reason ?? 'no record'}.`;
  throw new ProblemError(400, 'no_records', message, { details: appended });
}

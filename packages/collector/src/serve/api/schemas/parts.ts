import { z } from '@hono/zod-openapi';

/** What sessions and events share. */

/** An id, as a store takes it. */
export const id = z
  .string()
  .max(512)
  // biome-ignore lint/suspicious/noControlCharactersInRegex: it goes into the document, and not everybody there knows \0
  .regex(/^[^\u0000]+$/);

export const time = (description: string) =>
  z.number().openapi({ description: `${description} Epoch milliseconds.` });

/** What a host or a newer recorder gave: any fields. */
export const hostData = (description: string) => z.looseObject({}).openapi({ description });

export const sourceSchema = z
  .looseObject({
    adapter: z.string(),
    host: z.string(),
    hostVersion: z.string().nullable(),
  })
  .nullable()
  .openapi({ description: 'Who recorded: the adapter, the host it hooks, and its version.' });

export const agentSchema = z.looseObject({
  id: z.string(),
  name: z.string(),
  role: z.string().optional(),
});

export function page<T extends z.ZodType>(item: T) {
  return z.strictObject({
    items: z.array(item),
    next: z.string().optional().openapi({
      description: 'Hand it back as `cursor` to go on. Absent on the last page.',
    }),
  });
}

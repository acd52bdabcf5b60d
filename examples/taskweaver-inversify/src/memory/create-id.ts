import { randomBytes } from 'node:crypto';

/** `20260314-092653-5f3a9c01`, behind `round-`, `post-` and the like. */
export function createId(prefix?: string): string {
  const [date = '', time = ''] = new Date().toISOString().split('T');
  const id = [date.replaceAll('-', ''), time.slice(0, 8).replaceAll(':', '')].join('-');
  const unique = `${id}-${randomBytes(4).toString('hex')}`;
  return prefix === undefined ? unique : `${prefix}-${unique}`;
}

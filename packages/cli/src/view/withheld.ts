import { plural } from '../format/number.ts';

/** What was not sent of records that a destination has acknowledged; nothing where all of it was. */
export function withheldText(sessions: number): string {
  return sessions === 0 ? '' : `, but for ${plural(sessions, 'session')} that sampling withheld`;
}

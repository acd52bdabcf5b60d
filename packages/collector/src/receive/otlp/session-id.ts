import { derivedId } from '../derived-records.ts';

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** A sender's own session id: as it is where it is a UUID, so that the sender finds it again. */
export function sessionIdOf(id: string): string {
  return uuid.test(id) ? id : derivedId('session', id);
}

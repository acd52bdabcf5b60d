import { sessionCosts, type ToldCost } from '@agentops/core';
import { findDirectory } from '../find-directory.ts';
import { clientFor, type PlaceOptions } from './open-recordings.ts';

/** What destinations answered that sessions cost, by session. A collector elsewhere does not know: it is kept where they were sent from. */
export function toldCosts(options: PlaceOptions): Map<string, ToldCost[]> {
  if (clientFor(options)) return new Map();
  const costs = sessionCosts(findDirectory(options.dir).path);
  return Map.groupBy(costs, ({ sessionId }) => sessionId);
}

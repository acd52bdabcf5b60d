import type { EventSummary, FacetName, FacetValue } from '../reader.ts';
import { toolOf } from './filters.ts';

export function facetOf(
  name: Exclude<FacetName, 'tag'>,
  events: readonly EventSummary[],
): FacetValue[] {
  const counted = events.filter(({ duplicateOf }) => duplicateOf === null);
  return countValues(counted.map((event) => (name === 'tool' ? toolOf(event) : event[name])));
}

/** Most frequent first. */
export function countValues(values: readonly (string | null)[]): FacetValue[] {
  const groups = Map.groupBy(values, (value) => value);
  groups.delete(null);
  return [...groups]
    .map(([value, members]) => ({ value: value as string, count: members.length }))
    .sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1));
}

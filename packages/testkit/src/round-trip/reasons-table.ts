/**
 * A table in Markdown of what differs after a round trip, with the reason for each, in the order of the reasons. `event.source` gives the
 * reason of each event's `source`, where its type has none of its own.
 * @throws Error where something has no reason, or a reason is given for what does not differ (any more)
 */
export function reasonsTable(
  differences: readonly string[],
  reasons: Readonly<Record<string, string>>,
): string {
  const keys = differences.map((row) => {
    const ofAny = row.replace(/^(?!session)\w+\./, 'event.');
    return [row, ofAny].find((key) => key in reasons) ?? row;
  });
  const unexplained = keys.filter((key) => !(key in reasons));
  const stale = Object.keys(reasons).filter((key) => !keys.includes(key));
  if (unexplained.length > 0)
    throw new Error(`Why is this not the same? ${unexplained.join(', ')}`);
  if (stale.length > 0)
    throw new Error(`There is a reason for what is the same: ${stale.join(', ')}`);
  const rows = Object.entries(reasons).map(([key, why]) => `| \`${key}\` | ${why} |`);
  return ['| field | why |', '| --- | --- |', ...rows].join('\n');
}

interface Row {
  id?: string;
  metrics?: { end?: number };
}

/** Ids of the spans whose end is in a body of `POST /logs3`. */
export function endedRows(body: Buffer): string[] {
  const { rows = [] } = JSON.parse(body.toString()) as { rows?: Row[] };
  return rows.flatMap(({ id, metrics }) => (id && metrics?.end ? [id] : []));
}

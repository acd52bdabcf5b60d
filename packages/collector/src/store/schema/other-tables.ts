import { DatabaseSync } from 'node:sqlite';

/**
 * What the steps make, and this database has not: `event.model` for a column, a whole CREATE INDEX for an index; and columns of
 * their tables that only the database has, as `event.model`. Tables and indexes that somebody added are left alone.
 */
export function otherTables(db: DatabaseSync, steps: readonly string[]): string[] {
  const made = new DatabaseSync(':memory:');
  try {
    for (const step of steps) made.exec(step);
    const [wanted, found] = [columnsOf(made), columnsOf(db)];
    const tables = new Set(wanted.map(tableOf));
    const added = found.filter((column) => tables.has(tableOf(column)));
    return [
      ...without(wanted, found),
      ...without(added, wanted),
      ...without(indexesOf(made), indexesOf(db)),
    ];
  } finally {
    made.close();
  }
}

/** Without the tables that SQLite keeps behind a virtual one, which another version of it may make in another way. */
function columnsOf(db: DatabaseSync): string[] {
  const rows = db.prepare(`
    SELECT t.name || '.' || c.name AS part FROM pragma_table_list AS t, pragma_table_info(t.name) AS c
    WHERE t.schema = 'main' AND t.type IN ('table', 'virtual')`);
  return rows.all().map(({ part }) => String(part));
}

function indexesOf(db: DatabaseSync): string[] {
  const rows = db.prepare(`SELECT sql FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL`);
  return rows.all().map(({ sql }) => String(sql).replaceAll(/\s+/g, ' '));
}

function tableOf(column: string): string {
  return column.slice(0, column.indexOf('.'));
}

function without(parts: readonly string[], others: readonly string[]): string[] {
  const known = new Set(others);
  return parts.filter((part) => !known.has(part));
}

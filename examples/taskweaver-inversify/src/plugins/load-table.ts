import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { parse } from 'csv-parse/sync';
import type { PluginHost, Row } from './plugin.ts';

export async function loadTable({ dataDir }: PluginHost, file: string): Promise<Row[]> {
  const text = await readFile(join(dataDir, basename(file)), 'utf8');
  const rows = parse(text, { columns: true, skip_empty_lines: true }) as Record<string, string>[];
  return rows.map((row) =>
    Object.fromEntries(Object.entries(row).map(([name, value]) => [name, toNumber(value)])),
  );
}

function toNumber(text: string): string | number {
  return text !== '' && Number.isFinite(Number(text)) ? Number(text) : text;
}

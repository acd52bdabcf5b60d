import { mkdir, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { PluginHost, Row } from './plugin.ts';

export async function saveTable(
  { executionCwd, config, addArtifact }: PluginHost,
  rows: readonly Row[],
  file: string,
): Promise<string> {
  const separator = String(config.separator ?? ',');
  const columns = Object.keys(rows[0] ?? {});
  const lines = [columns, ...rows.map((row) => columns.map((name) => row[name]))];
  const path = join(executionCwd, basename(file));
  await mkdir(executionCwd, { recursive: true });
  await writeFile(path, `${lines.map((line) => line.join(separator)).join('\n')}\n`);
  addArtifact(path);
  return path;
}

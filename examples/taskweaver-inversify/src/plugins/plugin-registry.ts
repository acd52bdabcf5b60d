import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';

/** A plugin as its YAML file describes it. */
export interface PluginSpec {
  name: string;
  enabled: boolean;
  description: string;
  examples?: string;
  parameters: { name: string; type: string; required: boolean; description: string }[];
  returns: { name: string; type: string; description: string }[];
  configurations?: Record<string, unknown>;
}

export async function loadPluginSpecs(appDir: string): Promise<PluginSpec[]> {
  const folder = join(appDir, 'plugins');
  const files = (await readdir(folder)).filter((name) => name.endsWith('.yaml')).sort();
  const specs = await Promise.all(
    files.map(async (name) => parse(await readFile(join(folder, name), 'utf8')) as PluginSpec),
  );
  return specs.filter(({ enabled }) => enabled);
}

/** For a prompt. */
export function describePlugin({ name, description, parameters, examples }: PluginSpec): string {
  const list = parameters.map(
    (parameter) =>
      `    ${parameter.name}${parameter.required ? '' : '?'}: ${parameter.type} - ${parameter.description}`,
  );
  return [`- ${name}: ${description}`, ...list, ...(examples ? [`    e.g. ${examples}`] : [])].join(
    '\n',
  );
}

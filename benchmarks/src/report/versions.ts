import { readFileSync } from 'node:fs';
import { findPackageJSON } from 'node:module';
import { type OpenAIPackage, openaiPackages } from '../child/protocol.ts';
import { contenders } from '../contenders/index.ts';

/** `openai 7.57.0`. */
export function sdkName(openai: OpenAIPackage): string {
  return `openai ${versionOf(openai)}`;
}

/** Every package that takes part, with its version. */
export function packageVersions(): string[] {
  const peers = Object.values(contenders).flatMap(({ packages }) => packages);
  const all = [...new Set(peers)].map((name) => `${name} ${versionOf(name)}`);
  return [...openaiPackages.map(sdkName), ...all];
}

/** Of a package that is installed for the benchmarks. */
export function versionOf(name: string): string {
  const path = findPackageJSON(name, import.meta.url);
  if (!path) throw new Error(`${name} is not installed`);
  return (JSON.parse(readFileSync(path, 'utf8')) as { version: string }).version;
}

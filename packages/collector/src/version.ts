import { readFileSync } from 'node:fs';

const manifest = new URL('../package.json', import.meta.url);

/** Of this package. */
export const collectorVersion: string = JSON.parse(readFileSync(manifest, 'utf8')).version;

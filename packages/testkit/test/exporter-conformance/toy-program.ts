// Makes the toy, or the flawed one that its address names.
import type { CreateExporter } from '../../src/index.ts';
import { flaws } from './flaws.ts';
import { ToyExporter } from './toy-exporter.ts';

const name = new URL(import.meta.url).search.slice(1);
const [Exporter] = flaws.find(([flawed]) => flawed.name === name) ?? [ToyExporter];

export const create: CreateExporter = (endpoint, options) => new Exporter(endpoint, options);

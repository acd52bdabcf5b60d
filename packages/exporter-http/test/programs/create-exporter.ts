import type { CreateExporter } from '@agentops/testkit';
import { HttpExporter } from '../../src/index.ts';

export const create: CreateExporter = (endpoint, options) =>
  new HttpExporter({ endpoint, ...options });

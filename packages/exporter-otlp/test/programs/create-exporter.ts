import type { CreateExporter } from '@agentops/testkit';
import { OtlpExporter } from '../../src/index.ts';

export const create: CreateExporter = (endpoint, options) =>
  new OtlpExporter({ endpoint, ...options });

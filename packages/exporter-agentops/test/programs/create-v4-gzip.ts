import type { CreateExporter } from '@agentops/testkit';
import { AgentOpsExporter } from '../../src/index.ts';
import { apiKey } from './api-key.ts';

export const create: CreateExporter = (endpoint, options) =>
  new AgentOpsExporter({ endpoint, apiKey, compression: 'gzip', ...options });

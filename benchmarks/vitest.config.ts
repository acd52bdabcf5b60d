import { mergeConfig } from 'vitest/config';
import base from '../tooling/vitest.config.ts';

// Some forty processes are started one after the other.
export default mergeConfig(base, { test: { testTimeout: 240_000 } });

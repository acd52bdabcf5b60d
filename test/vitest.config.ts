import { mergeConfig } from 'vitest/config';
import base from '../tooling/vitest.config.ts';

export default mergeConfig(base, {
  test: { root: import.meta.dirname, include: ['*.test.ts'] },
});

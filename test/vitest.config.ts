import { mergeConfig } from 'vitest/config';
import base from '../tooling/vitest.config.ts';

// Installing the tarballs asks the registry, and `npm test` has to work offline after its first run.
const { CI, AGENTOPS_TEST_FULL } = process.env;
const installs = CI || AGENTOPS_TEST_FULL ? [] : ['packages.test.ts'];

export default mergeConfig(base, {
  test: {
    root: import.meta.dirname,
    include: ['*.test.ts'],
    exclude: installs,
    testTimeout: 60_000,
  },
});

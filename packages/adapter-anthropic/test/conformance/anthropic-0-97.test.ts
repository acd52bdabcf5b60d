import { testVersion } from './test-version.ts';

testVersion('0.97.1', 'sample');

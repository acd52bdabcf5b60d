import { testVersion } from './test-version.ts';

testVersion('0.39.0', 'sample');

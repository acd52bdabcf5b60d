import { testVersion } from './test-version.ts';

testVersion('0.137.0', 'sample');

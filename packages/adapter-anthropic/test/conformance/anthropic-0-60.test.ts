import { testVersion } from './test-version.ts';

testVersion('0.60.0', 'sample');

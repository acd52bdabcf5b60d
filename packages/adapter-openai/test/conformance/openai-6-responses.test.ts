import { testVersion } from './test-version.ts';

testVersion('responses', '6.49.0', 'sample');

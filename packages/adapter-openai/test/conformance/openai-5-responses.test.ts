import { testVersion } from './test-version.ts';

testVersion('responses', '5.23.2', 'sample');

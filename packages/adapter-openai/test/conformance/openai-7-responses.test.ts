import { testVersion } from './test-version.ts';

testVersion('responses', '7.57.0', 'all');

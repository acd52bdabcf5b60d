import { testVersion } from './test-version.ts';

testVersion('1.12.0', 'all');

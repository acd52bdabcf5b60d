import { testVersion } from './test-version.ts';

testVersion('0.32.1', 'all');

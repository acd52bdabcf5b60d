import { testVersion } from './test-version.ts';

testVersion('responses', '4.104.0', 'all');

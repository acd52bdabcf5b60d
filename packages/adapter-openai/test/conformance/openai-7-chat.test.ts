import { testVersion } from './test-version.ts';

testVersion('chat completions', '7.57.0', 'all');

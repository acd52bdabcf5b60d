import { testVersion } from './test-version.ts';

testVersion('chat completions', '4.104.0', 'all');

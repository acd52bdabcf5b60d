import { testVersion } from './test-version.ts';

testVersion('chat completions', '6.49.0', 'sample');

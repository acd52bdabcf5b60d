import { testVersion } from './test-version.ts';

testVersion('chat completions', '5.23.2', 'sample');

import { fileURLToPath } from 'node:url';
import { pythonEnv, shimConformance } from '@agentops/testkit';
import { it } from 'vitest';

const env = await pythonEnv({ name: 'shim conformance' });

if (env.python) {
  shimConformance({
    name: 'agentops_taskweaver',
    command: [env.python, '-B', fileURLToPath(new URL('conformance_host.py', import.meta.url))],
    env: { PYTHONPATH: fileURLToPath(new URL('../../python', import.meta.url)) },
    heartbeatMs: 200,
  });
} else it.skip(env.reason ?? 'no Python');

import { fileURLToPath } from 'node:url';
import { pythonEnv, shimConformance } from '@agentops/testkit';
import { it } from 'vitest';

const { python, reason } = await pythonEnv({ name: 'shim conformance' });

if (python) {
  shimConformance({
    name: 'agentops_taskweaver',
    command: [python, '-B', fileURLToPath(new URL('conformance_host.py', import.meta.url))],
    env: { PYTHONPATH: fileURLToPath(new URL('../../python', import.meta.url)) },
    heartbeatMs: 200,
  });
} else it.skip(reason);

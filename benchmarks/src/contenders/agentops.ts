import type { AgentOpsRecord } from '@agentops/core';
import type { Contender } from '../contender.ts';

/** A record has left the process when it is in the spool, where the end of the process can't take it away. */
export const agentops: Contender = {
  name: 'AgentOps',
  packages: ['@agentops/core', '@agentops/adapter-openai'],
  load: (require) => {
    const { flush, init, SpoolTail } = require('@agentops/core') as typeof import('@agentops/core');
    const { attachOpenAI } =
      require('@agentops/adapter-openai') as typeof import('@agentops/adapter-openai');
    return ({ directory }) => {
      init({ directory, name: 'bench' });
      let tail: InstanceType<typeof SpoolTail> | undefined;
      let left = 0;
      return {
        attach: (client) => attachOpenAI(client),
        flush: () => flush(),
        countLeft: () => {
          tail ??= new SpoolTail(directory);
          for (const record of tail.read().records as AgentOpsRecord[])
            if (record.kind === 'end') left++;
          return left;
        },
      };
    };
  },
};

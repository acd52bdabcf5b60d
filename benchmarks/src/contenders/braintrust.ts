import type { Contender } from '../contender.ts';

export const braintrust: Contender = {
  name: 'braintrust',
  packages: ['braintrust'],
  setUp: 'with `wrapOpenAI`',
  load: (require) => {
    const { flush, initLogger, wrapOpenAI } = require('braintrust') as typeof import('braintrust');
    return ({ sinkUrl }) => {
      process.env.BRAINTRUST_API_URL = sinkUrl;
      initLogger({ projectName: 'bench', apiKey: 'none', appUrl: sinkUrl });
      return { attach: (client) => wrapOpenAI(client), flush };
    };
  },
};

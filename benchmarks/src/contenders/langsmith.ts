import type { Contender } from '../contender.ts';

export const langsmith: Contender = {
  name: 'langsmith',
  packages: ['langsmith'],
  load: (require) => {
    const { Client } = require('langsmith') as typeof import('langsmith');
    const { wrapOpenAI } = require('langsmith/wrappers') as typeof import('langsmith/wrappers');
    return ({ sinkUrl }) => {
      process.env.LANGSMITH_TRACING = 'true';
      process.env.LANGSMITH_ENDPOINT = sinkUrl;
      process.env.LANGSMITH_API_KEY = 'none';
      const client = new Client();
      return {
        attach: (openai) => wrapOpenAI(openai, { client }),
        flush: async () => {
          await client.flush();
          await client.awaitPendingTraceBatches();
        },
      };
    };
  },
};

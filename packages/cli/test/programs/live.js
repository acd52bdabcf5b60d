import { AgentOps } from '@agentops/core';

// Records step by step as its parent says so on stdin, so that a test can look in between.
const agentops = new AgentOps();
agentops.init({ directory: process.argv[2], autoStartSession: false });
const session = agentops.startSession({ name: 'live' });
let llm;
const steps = {
  start: () => {
    llm = session.startLLM({ provider: 'openai', requestModel: 'gpt-4o' });
  },
  end: () => {
    llm.end({
      usage: {
        inputTokens: 1000,
        outputTokens: 100,
        cacheReadInputTokens: null,
        cacheCreationInputTokens: null,
        reasoningOutputTokens: null,
      },
    });
  },
  finish: () => session.end({ endState: 'Success' }),
  kill: () => process.kill(process.pid, 'SIGKILL'),
};
process.stdin.setEncoding('utf8');
process.stdin.on('data', (data) => {
  for (const step of data.trim().split('\n')) steps[step]();
});
process.stdout.write('ready\n');

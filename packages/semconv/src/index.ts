export * from './agentops.ts';
export * from './gen-ai.ts';
export * from './general.ts';

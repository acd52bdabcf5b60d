/** What the hosts in other languages do that are known here. Loaded only where one has reported. */
export { taskweaverMapper } from '@agentops/adapter-taskweaver/bridge';
export { followBridge, takeIn } from '@agentops/bridge';

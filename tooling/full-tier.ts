/** Whether tests do everything, as `npm run test:full` has it, instead of a slice that is quick. */
export const isFull = process.env.AGENTOPS_TEST_FULL === '1';

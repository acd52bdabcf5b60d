import type { SessionState } from '@agentops/store';

/** The place of a state is its number in the column `session.state`. */
export const sessionStates: readonly SessionState[] = ['open', 'Success', 'Fail', 'Indeterminate'];

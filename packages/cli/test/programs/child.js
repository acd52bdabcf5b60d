import { init } from '@agentops/core';

// Joins the session of the process that started it.
const session = init();
const action = session.startAction('in the child');
action.run(() => session.startTool('count', { arguments: { of: 3 } }).end({ result: 3 }));
action.end();

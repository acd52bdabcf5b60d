// Records 500 events, and ends as it is told.
import * as agentops from '@agentops/core';
import { HttpExporter } from '../../dist/index.js';

const session = agentops.init({ exporters: [new HttpExporter()], logLevel: 'silent' });
for (let n = 0; n < 500; n++) session.startTool(`tool ${n}`).end();
session.end({ endState: 'Success' });
if (process.argv[2] === 'flush') console.log(await agentops.flush());

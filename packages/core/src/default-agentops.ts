/** The functions of `import * as agentops from '@agentops/core'`: those of one `AgentOps` for the whole program. */
import { AdapterRecorder, type AdapterRecorderOptions } from './adapter/adapter-recorder.ts';
import { AgentOps } from './agentops.ts';

export const defaultAgentOps = new AgentOps({ shared: true });

type Of<K extends keyof AgentOps> = AgentOps[K];

export const init: Of<'init'> = (options) => defaultAgentOps.init(options);
export const startSession: Of<'startSession'> = (init) => defaultAgentOps.startSession(init);
export const record: Of<'record'> = (event) => defaultAgentOps.record(event);
export const addTags: Of<'addTags'> = (tags) => defaultAgentOps.addTags(tags);
export const setTags: Of<'setTags'> = (tags) => defaultAgentOps.setTags(tags);
export const createAgent: Of<'createAgent'> = (init) => defaultAgentOps.createAgent(init);
export const endSession: Of<'endSession'> = (options) => defaultAgentOps.endSession(options);
export const endAll: Of<'endAll'> = (options) => defaultAgentOps.endAll(options);
export const analytics: Of<'analytics'> = () => defaultAgentOps.analytics();
export const flush: Of<'flush'> = (options) => defaultAgentOps.flush(options);
export const onDiagnostic: Of<'onDiagnostic'> = (listener) =>
  defaultAgentOps.onDiagnostic(listener);
export const { traceAction, traceTool } = defaultAgentOps;

/** What an adapter records with: into the instance that its options name, else into that of the program. */
export function createRecorder(options: AdapterRecorderOptions): AdapterRecorder {
  return new AdapterRecorder(options.agentops ?? defaultAgentOps, options);
}

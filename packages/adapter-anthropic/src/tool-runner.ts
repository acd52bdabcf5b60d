import { readObject, readString, type ToolRunner } from '@agentops/stainless';

/**
 * `beta.messages.toolRunner`, from SDK 0.63 on. It calls `tool.run(input, { toolUse })`; what a tool throws goes to the model
 * as a result (lib/tools/BetaToolRunner.js, lib/tools/BetaRunnableTool.js).
 */
export const toolRunner: ToolRunner = {
  method: 'beta.messages.toolRunner',
  wrapTool(tool, wrap) {
    const { run, name } = readObject(tool);
    if (typeof run !== 'function') return tool;
    return wrap(tool, 'run', readString(name) ?? '', ([, context]) =>
      readString(readObject(readObject(context).toolUse).id),
    );
  },
};

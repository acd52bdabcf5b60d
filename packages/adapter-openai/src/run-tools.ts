import { readObject, readString, type ToolRunner, withProperty } from '@agentops/stainless';

/**
 * `runTools` of chat completions, which stands under `client.beta` in openai 4 and not in later ones. It calls
 * `tool.function.function`, or of a tool that `zodFunction` made the hidden `$callback`
 * (lib/AbstractChatCompletionRunner.js).
 */
export const toolRunners: readonly ToolRunner[] = [
  'chat.completions.runTools',
  'beta.chat.completions.runTools',
].map((method) => ({
  method,
  wrapTool(tool, wrap) {
    const { $callback, function: described } = readObject(tool);
    const { name, function: fn } = readObject(described);
    if (typeof $callback === 'function') return wrap(tool, '$callback', readString(name) ?? '');
    if (typeof fn !== 'function') return tool;
    const wrapped = wrap(readObject(described), 'function', readString(name) || fn.name);
    return withProperty(tool, 'function', wrapped);
  },
}));

import { TOOL_JSON_SCHEMA } from '../openinference.ts';
import type { Draft } from './draft.ts';
import { content } from './values.ts';

/** Tools that were offered, where each of their fields is an attribute of its own. */
export function takeTools(draft: Draft): void {
  const { tools } = draft;
  if (!tools) return;
  const definitions = tools.all().map((tool) => {
    if (TOOL_JSON_SCHEMA in tool) return content(tool[TOOL_JSON_SCHEMA]);
    return { ...tool, ...('parameters' in tool ? { parameters: content(tool.parameters) } : {}) };
  });
  if (draft.claim('toolDefinitions', definitions, 5, tools.keys)) draft.tools = undefined;
}

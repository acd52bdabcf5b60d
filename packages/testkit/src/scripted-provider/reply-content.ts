import { ScriptError, type ScriptedChoice, type ScriptedReply } from './script.ts';

/** Tool arguments stream in pieces of this many characters. */
const ARGUMENTS_CHUNK = 8;

/** A tool call with nothing left to default. */
export interface ToolCallContent {
  id: string;
  name: string;
  arguments: string;
  chunks: string[];
}

/** An answer with nothing left to default: texts as the chunks that they stream in. */
export interface ChoiceContent {
  /** `undefined`: the script says nothing about text. */
  text: string[] | undefined;
  reasoning: string[];
  toolCalls: ToolCallContent[];
  finishReason: string;
}

/** The answers of a reply, in order; one unless it has `choices`. */
export function replyChoices(reply: ScriptedReply, requestIndex: number): ChoiceContent[] {
  return (reply.choices ?? [reply]).map((choice) => content(choice, requestIndex));
}

/** @throws ScriptError when there are several: the calling API has only one. */
export function onlyChoice(reply: ScriptedReply, requestIndex: number, api: string): ChoiceContent {
  const [choice, ...others] = replyChoices(reply, requestIndex);
  if (choice === undefined || others.length > 0) {
    throw new ScriptError(`${api} has one answer per reply, the script has ${others.length + 1}.`);
  }
  return choice;
}

/** One from each list in turn, until all are used up. */
export function interleave<T>(lists: readonly (readonly T[])[]): T[] {
  const longest = Math.max(0, ...lists.map((list) => list.length));
  return Array.from({ length: longest }, (_, row) =>
    lists.flatMap((list) => list.slice(row, row + 1)),
  ).flat();
}

function content(choice: ScriptedChoice, requestIndex: number): ChoiceContent {
  const toolCalls = (choice.toolCalls ?? []).map((call, index) => {
    const args = call.arguments ?? {};
    const json = typeof args === 'string' ? args : JSON.stringify(args);
    const id = call.id ?? `call_${requestIndex + 1}_${index + 1}`;
    return { id, name: call.name, arguments: json, chunks: pieces(json) };
  });
  return {
    text: choice.text === undefined ? undefined : words(choice.text),
    reasoning: words(choice.reasoning ?? []),
    toolCalls,
    finishReason: choice.finishReason ?? (toolCalls.length > 0 ? 'tool_calls' : 'stop'),
  };
}

function words(text: string | readonly string[]): string[] {
  return typeof text === 'string' ? (text.match(/\s*\S+|\s+$/g) ?? []) : [...text];
}

/** By code points: half a surrogate pair would not survive UTF-8. */
function pieces(json: string): string[] {
  const points = Array.from(json);
  return Array.from({ length: Math.ceil(points.length / ARGUMENTS_CHUNK) }, (_, index) =>
    points.slice(index * ARGUMENTS_CHUNK, (index + 1) * ARGUMENTS_CHUNK).join(''),
  );
}

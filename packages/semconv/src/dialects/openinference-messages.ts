import {
  entry,
  indexOf,
  type Place,
  placeInCall,
  placeText,
  type ScatteredMessage,
} from '../reading/indexed.ts';
import { text } from '../reading/values.ts';

const messagePrefix = 'message.';
const callsPrefix = 'tool_calls.';
const contentsPrefix = 'contents.';

/** `message.role`, `message.tool_calls.0.tool_call.function.name`, `message.contents.1.message_content.text`, `prompt.text`, … */
export const placeOpenInference: Place = (message, path, value) => {
  if (path === 'prompt.text' || path === 'completion.text') {
    return placeText(message, 'content', value);
  }
  if (!path.startsWith(messagePrefix)) return false;
  const field = path.slice(messagePrefix.length);
  switch (field) {
    case 'role':
    case 'content':
    case 'name':
      return placeText(message, field, value);
    case 'tool_call_id':
      return placeText(message, 'toolCallId', value);
    case 'finish_reason':
      return placeText(message, 'finishReason', value);
    case 'function_call_name':
      return placeInCall(message, 0, 'name', value);
    case 'function_call_arguments_json':
      return placeInCall(message, 0, 'arguments', value);
  }
  if (field.startsWith(callsPrefix))
    return placeCall(message, field.slice(callsPrefix.length), value);
  if (field.startsWith(contentsPrefix))
    return placePart(message, field.slice(contentsPrefix.length), value);
  return false;
};

const callFields = {
  'tool_call.id': 'id',
  'tool_call.function.name': 'name',
  'tool_call.function.arguments': 'arguments',
} as const;

function placeCall(message: ScatteredMessage, path: string, value: unknown): boolean {
  const [index, field] = split(path);
  if (!Object.hasOwn(callFields, field)) return false;
  return placeInCall(message, index, callFields[field as keyof typeof callFields], value);
}

const partFields = {
  'message_content.type': 'type',
  'message_content.text': 'text',
  'message_content.image.image.url': 'url',
  'message_content.audio.audio.url': 'url',
  'message_content.audio.audio.mime_type': 'mimeType',
} as const;

function placePart(message: ScatteredMessage, path: string, value: unknown): boolean {
  const [index, field] = split(path);
  const told = text(value);
  if (index === undefined || told === undefined || !Object.hasOwn(partFields, field)) return false;
  message.parts ??= new Map();
  const part = entry(message.parts, index);
  const place = partFields[field as keyof typeof partFields];
  if (part[place] !== undefined) return false;
  part[place] = told;
  return true;
}

function split(path: string): [number | undefined, string] {
  const dot = path.indexOf('.');
  return dot < 0 ? [undefined, ''] : [indexOf(path.slice(0, dot)), path.slice(dot + 1)];
}

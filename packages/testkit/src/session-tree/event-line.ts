import type {
  ActionEvent,
  AgentOpsEvent,
  ErrorEvent,
  LLMEvent,
  Message,
  MessagePart,
  ToolEvent,
} from '@agentops/core';

export interface EventLineOptions {
  /** 0 leaves content out. */
  maxContent: number;
  /** Puts stable words in the place of ids and times. Before a text is cut, or a cut id would remain. */
  stable: (text: string) => string;
}

/** One event in one line: type, name, how it ended where not well, and what matters of it. */
export function describeEvent(event: AgentOpsEvent, options: EventLineOptions): string {
  const facts = factsOf(event, options).filter((fact) => fact !== '');
  const notWell = event.type !== 'error' && event.status !== 'ok' ? ` [${event.status}]` : '';
  const by = event.agent ? ` by ${event.agent.name}` : '';
  return `${event.type} ${event.name}${by}${notWell}${facts.length > 0 ? `: ${facts.join(', ')}` : ''}`;
}

function factsOf(event: AgentOpsEvent, options: EventLineOptions): string[] {
  switch (event.type) {
    case 'llm':
      return llmFacts(event, options);
    case 'tool':
      return toolFacts(event, options);
    case 'error':
      return errorFacts(event, options);
    case 'action':
      return actionFacts(event, options);
    default:
      return [];
  }
}

function llmFacts(event: LLMEvent, options: EventLineOptions): string[] {
  const { provider, requestModel, responseModel, finishReasons, attempts } = event;
  const models =
    responseModel && responseModel !== requestModel
      ? `${requestModel} → ${responseModel}`
      : (requestModel ?? 'unknown model');
  const statuses = attempts.map(({ statusCode, errorType }) => statusCode ?? errorType ?? 'none');
  return [
    `${provider ?? 'unknown provider'} ${models}`,
    tokens(event),
    finishReasons.join(' '),
    event.streamed ? 'streamed' : '',
    statuses.length > 1 ? `attempts ${statuses.join(' ')}` : '',
    event.threadId === undefined ? '' : `thread ${event.threadId}`,
    event.duplicateOf === undefined ? '' : 'duplicate',
    event.content === undefined ? '' : `content ${event.content}`,
    flow(
      event.inputMessages === null ? event.input : lastOf(event.inputMessages),
      event.outputMessages === null ? event.output : event.outputMessages.map(said).join(' | '),
      options,
    ),
  ];
}

function tokens({ usage, usageSource }: LLMEvent): string {
  if (usage === null) return 'no usage';
  const details = [
    ['cached', usage.cacheReadInputTokens],
    ['written to cache', usage.cacheCreationInputTokens],
    ['reasoning', usage.reasoningOutputTokens],
  ] as const;
  const known = details.filter(([, count]) => count !== null).map(([name, n]) => `${name} ${n}`);
  const more = [...known, ...(usageSource === 'provider' ? [] : [usageSource])];
  const sum = `${usage.inputTokens ?? '?'}→${usage.outputTokens ?? '?'} tokens`;
  return more.length > 0 ? `${sum} (${more.join(', ')})` : sum;
}

function toolFacts(event: ToolEvent, options: EventLineOptions): string[] {
  const { kind, callId } = event;
  return [
    callId === undefined ? kind : `${kind} ${callId}`,
    flow(event.arguments ?? event.input, event.result ?? event.output, options),
  ];
}

function errorFacts(event: ErrorEvent, options: EventLineOptions): string[] {
  const { code, parentId, triggerEventId, triggerEventType, message } = event;
  return [
    event.errorType === event.name ? '' : event.errorType,
    code === undefined ? '' : `code ${code}`,
    triggerEventId !== undefined && triggerEventId !== parentId
      ? `of another ${triggerEventType ?? 'event'}`
      : '',
    options.maxContent > 0 ? quote(message, options) : '',
  ];
}

function actionFacts(event: ActionEvent, options: EventLineOptions): string[] {
  return [
    event.actionType === event.name ? '' : event.actionType,
    flow(event.input, event.output, options),
  ];
}

function flow(input: unknown, output: unknown, options: EventLineOptions): string {
  if (options.maxContent === 0 || (input === undefined && output === undefined)) return '';
  const left = input === undefined ? '' : `${quote(input, options)} `;
  return output === undefined ? left.trimEnd() : `${left}→ ${quote(output, options)}`;
}

/** The last message is what is new; the rest stands in the events before. */
function lastOf(messages: readonly Message[]): string {
  const last = messages.at(-1);
  const more = messages.length > 1 ? `…${messages.length - 1} + ` : '';
  return last ? `${more}${last.role}: ${said(last)}` : '';
}

function said({ parts }: Message): string {
  return parts.map(partText).join(' ');
}

function partText(part: MessagePart): string {
  switch (part.type) {
    case 'text':
      return part.content;
    case 'reasoning':
    case 'refusal':
      return `(${part.type}) ${part.content}`;
    case 'tool_call':
      return `${part.name}(${json(part.arguments)})`;
    case 'tool_call_response':
      return `${part.id ?? ''} = ${json(part.response)}`;
    case 'missing':
      return `(${part.count} missing)`;
    case 'other':
      return `(other) ${json(part.value)}`;
    default:
      return `(${part.modality})`;
  }
}

function quote(value: unknown, { maxContent, stable }: EventLineOptions): string {
  const text = stable(typeof value === 'string' ? value : json(value));
  const points = Array.from(text);
  const cut = points.length > maxContent;
  const shown = cut ? `${points.slice(0, maxContent).join('')}…` : text;
  const more = cut ? ` (${points.length} characters)` : '';
  return (typeof value === 'string' ? quoted(shown) : shown) + more;
}

/** On one line, and in backticks where quotes would have to be escaped. */
function quoted(text: string): string {
  const json = JSON.stringify(text);
  if (!text.includes('"') || text.includes('`')) return json;
  return `\`${json.slice(1, -1).replaceAll('\\"', '"')}\``;
}

/** Keys in order, so that equal values read the same. */
function json(value: unknown): string {
  const text = JSON.stringify(value, (_key, item: unknown) =>
    typeof item === 'object' && item !== null && !Array.isArray(item)
      ? Object.fromEntries(Object.entries(item).sort(([a], [b]) => (a < b ? -1 : 1)))
      : item,
  );
  return text ?? String(value);
}

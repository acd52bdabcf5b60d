import { ERROR_TYPE } from '../general.ts';
import type { MappedEvent } from '../mapped-span.ts';
import { text } from '../reading/values.ts';
import {
  TASKWEAVER_ATTACHMENT_PREFIX,
  TASKWEAVER_ROLE,
  TASKWEAVER_SEND_TO,
} from '../taskweaver.ts';
import { attachmentsIn } from './taskweaver-attachments.ts';
import { describeCall } from './taskweaver-calls.ts';
import { isOfModel } from './taskweaver-failure.ts';
import type { TaskWeaverReading } from './taskweaver-reading.ts';

/** What aliases the traced roles have. Those of extensions are not traced. */
export const aliases: ReadonlyMap<string, string> = new Map([
  ['Planner', 'Planner'],
  ['CodeInterpreter', 'CodeInterpreter'],
  ['CodeInterpreterCLIOnly', 'CLIAgent'],
  ['CodeInterpreterPluginOnly', 'PluginOrchestrator'],
]);
const tracedRoles: ReadonlySet<string> = new Set(aliases.values());

/** A post is handed to a role. What the role makes of it is a span inside, unless it is one of an extension. */
export function readHandover(reading: TaskWeaverReading): void {
  const recipient = text(reading.span.attributes['in.recipient']);
  if (recipient !== undefined && !tracedRoles.has(recipient)) {
    becomePost(reading, recipient);
    reading.take('in.recipient');
    return;
  }
  reading.becomePart();
  // The round's query, or the post before this one, is the same.
  for (const name of ['from', 'recipient', 'message', 'attachments']) reading.take(`in.${name}`);
}

/** A role's reply and, where it asks a model itself, that call. */
export function readPost(alias: string): (reading: TaskWeaverReading) => void {
  return (reading) => {
    const { span, attributes, failure } = reading;
    becomePost(reading, alias);
    reading.takeText('out.from');
    const sendTo = reading.takeText('out.to');
    if (sendTo !== undefined && sendTo !== 'Unknown') attributes[TASKWEAVER_SEND_TO] = sendTo;
    reading.move('out.message', 'output');
    const attachments = takeAttachments(reading);
    if (span.attributes.prompt !== undefined) addCall(reading);
    for (const error of failure.errors) describeFailure(reading, error, attachments);
  };
}

function becomePost(reading: TaskWeaverReading, alias: string): void {
  Object.assign(reading.event, { name: alias, actionType: 'post' });
  reading.attributes[TASKWEAVER_ROLE] = alias;
  reading.actAs(alias);
}

function takeAttachments(reading: TaskWeaverReading): Readonly<Record<string, unknown>> {
  const told = text(reading.span.attributes['out.attachments']);
  const attachments = told === undefined ? undefined : attachmentsIn(told);
  if (!attachments) return {};
  reading.take('out.attachments');
  for (const [type, content] of Object.entries(attachments)) {
    reading.attributes[TASKWEAVER_ATTACHMENT_PREFIX + type] = content;
  }
  return attachments;
}

/** When it was asked is not told: the times are those of the whole reply. */
function addCall(reading: TaskWeaverReading): void {
  const { startTime, endTime, status } = reading.event;
  const failure = reading.failure.errors.find(isOfModel);
  const call: MappedEvent = { key: 'llm', type: 'llm', startTime: startTime as number };
  if (endTime !== undefined) call.endTime = endTime;
  call.status = failure ? 'error' : status === 'running' ? 'running' : 'ok';
  if (failure) call.attributes = { [ERROR_TYPE]: failure.errorType };
  describeCall(reading, call);
  reading.also.push(call);
}

/** In the adapter's words, where it has one for it. An exception that left the reply has its own. */
function describeFailure(
  { span: { attributes, statusMessage } }: TaskWeaverReading,
  error: MappedEvent,
  attachments: Readonly<Record<string, unknown>>,
): void {
  const say = (errorType: string, message: unknown) =>
    Object.assign(error, { name: errorType, errorType, message: text(message) ?? statusMessage });
  const unverified = attributes.verification_error ?? attributes.verification_errors;
  if (unverified !== undefined) say('verification_incorrect', unverified);
  else if (attachments.execution_status === 'FAILURE') {
    say('execution_failure', attachments.execution_result);
  } else if (attributes['out.from'] !== undefined || error.stack === undefined) {
    say('post_error', statusMessage);
  }
}

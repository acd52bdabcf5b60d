import type { MappedSpan } from '../mapped-span.ts';
import type { Span } from '../span.ts';
import { TASKWEAVER_SCOPE, TASKWEAVER_SESSION_ID } from '../taskweaver.ts';
import { readCall } from './taskweaver-calls.ts';
import { aliases, readHandover, readPost } from './taskweaver-posts.ts';
import { TaskWeaverReading } from './taskweaver-reading.ts';

/** By a span's name, which is that of a class and a function. */
const readers: ReadonlyMap<string, (reading: TaskWeaverReading) => void> = new Map([
  ['Session.send_message', readRound],
  ['Session._send_text_message', readRoundInside],
  ['_send_message', readHandover],
  ...[...aliases].map(([role, alias]) => [`${role}.reply`, readPost(alias)] as const),
  ['CodeGenerator.reply', readCall('CodeInterpreter')],
  ['CodeGeneratorCLIOnly.reply', readCall('CLIAgent')],
  ['CodeGeneratorPluginOnly.reply', readCall('PluginOrchestrator')],
  ['RoundCompressor._summarize', readCall()],
  ['ExperienceGenerator.summarize_experience', readCall()],
  ['CodeExecutor.execute_code', readCodeRun],
  ['run_code', readCodeInside],
]);

/**
 * Reads a span of TaskWeaver's own tracing (`tracing.enabled`; d44ddef) as what its adapter records of the same: rounds, posts, calls
 * of models, runs of code. Undefined for a span of another scope. Its attributes have no namespace, so that nothing but the scope tells
 * what they are; those that are no field of the event are kept as `taskweaver.*`. A span that no reader knows is an action of type
 * `span`.
 */
export function mapTaskWeaverSpan(span: Span): MappedSpan | undefined {
  if (span.scope.name !== TASKWEAVER_SCOPE) return undefined;
  const reading = new TaskWeaverReading(span);
  readers.get(span.name)?.(reading);
  return reading.result();
}

function readRound(reading: TaskWeaverReading): void {
  const { event, session, failure } = reading;
  Object.assign(event, { name: 'round', actionType: 'round' });
  reading.move('message', 'input');
  reading.move('reply_to_user', 'output');
  if (reading.span.attributes.files === 'None') reading.take('files');
  // That the round failed says what failed in it.
  failure.errors = failure.errors.filter(({ stack }) => stack !== undefined);
  const id = reading.takeText('session_id');
  if (id === undefined) return;
  Object.assign(session, { id, name: id, attributes: { [TASKWEAVER_SESSION_ID]: id } });
}

/** What `send_message` does not know of the round: its number, and the query with the names of uploaded files. */
function readRoundInside(reading: TaskWeaverReading): void {
  reading.becomePart();
  const query = reading.takeText('message');
  if (query !== undefined) reading.attributes['taskweaver.user_query'] = query;
  for (const error of reading.failure.errors) {
    const [message] = (reading.span.statusMessage ?? '').split(' \n ');
    Object.assign(error, { name: 'round_error', errorType: 'round_error', message });
  }
}

/** Named as the adapter names it. It includes the start of the kernel, and loading the plugins. */
function readCodeRun(reading: TaskWeaverReading): void {
  const { actionType: _, ...event } = reading.event;
  reading.event = Object.assign(event, {
    type: 'tool' as const,
    name: 'run_code',
    kind: 'code' as const,
  });
  reading.move('result', 'result');
  // The post tells that its code failed.
  reading.failure.errors = reading.failure.errors.filter(({ stack }) => stack !== undefined);
}

function readCodeInside(reading: TaskWeaverReading): void {
  reading.becomePart();
  const code = reading.takeText('code');
  if (code !== undefined) reading.event.arguments = { code };
}

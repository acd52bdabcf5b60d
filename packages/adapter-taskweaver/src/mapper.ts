/**
 * TaskWeaver's payloads → fields of our events. Pure, and from plain JSON alone: the bridge hands it what the Python host
 * reported, `host-session.ts` what a host in this process has.
 */
import type { ErrorEventInit, EventFields, SessionInit } from '@agentops/core';
import * as semconv from '@agentops/semconv';
import { redactConfig } from './config.ts';
import type { Post, Round } from './host/conversation.ts';
import { known, mapProvider } from './service-mapper.ts';

/** An error that the host spoke of, without throwing it at us. */
export type Failure = ErrorEventInit & { errorType: string };

/** What is known of a session when it starts. */
export interface SessionFacts {
  session_id?: string;
  workspace?: string | null;
  execution_cwd?: string | null;
  app_dir?: string | null;
  /** `taskweaver_config.json` with what the program set over it. */
  config?: Readonly<Record<string, unknown>> | null;
  /** In effect. @default what the config says */
  model?: string | null;
  api_type?: string | null;
  roles?: string[] | null;
  /** Names. */
  plugins?: string[] | null;
}

/** What the events of a round do not say; the session's memory does. */
export interface RoundFacts {
  user_query?: string;
  state?: Round['state'];
  /** What was said to the user. */
  reply?: string;
  /** Names of the files that came with the query. */
  files?: string[];
}

/** A post as far as it was written, with the statuses that it went through. */
export interface PostFacts extends Omit<Post, 'id'> {
  statuses: string[];
  /** Types of attachments that the host has taken away again. */
  cleared?: string[];
}

export function mapSession(facts: SessionFacts): SessionInit {
  const { session_id, workspace, execution_cwd, app_dir, config } = facts;
  // The host's default (`llm/base.py:47-50`). Each provider's own key beats the common one; Anthropic's has no prefix.
  const apiType = facts.api_type ?? (config && String(config['llm.api_type'] ?? 'openai'));
  const model =
    facts.model ??
    (apiType === 'anthropic'
      ? config?.model
      : (config?.[`llm.${apiType}.model`] ?? config?.['llm.model']));
  return {
    name: session_id ?? 'TaskWeaver session',
    attributes: known({
      'taskweaver.session_id': session_id,
      'taskweaver.app_dir': app_dir,
      'taskweaver.workspace': workspace,
      'taskweaver.execution_cwd': execution_cwd,
      'taskweaver.config': config && redactConfig(config),
      'taskweaver.roles': facts.roles,
      'taskweaver.plugins': facts.plugins,
      [semconv.GEN_AI_PROVIDER_NAME]: mapProvider(apiType),
      [semconv.GEN_AI_REQUEST_MODEL]: model,
    }),
  };
}

export function mapRoundStart(id: string, facts: RoundFacts): EventFields {
  return {
    actionType: 'round',
    ...(facts.user_query === undefined ? {} : { input: facts.user_query }),
    attributes: {
      'taskweaver.round_id': id,
      ...(facts.files?.length ? { 'taskweaver.files': facts.files } : {}),
    },
  };
}

/** A round that ended in state `created` was interrupted: `session.py` swallows even a KeyboardInterrupt. */
export function mapRoundEnd(failed: boolean, facts: RoundFacts) {
  const { state, reply } = facts;
  const status = failed || state === 'failed' ? 'error' : state === 'created' ? 'cancelled' : 'ok';
  return {
    status,
    ...(reply === undefined ? {} : { output: reply }),
    attributes: known({
      'taskweaver.state': state,
      [semconv.ERROR_TYPE]: status === 'error' ? 'round_error' : undefined,
    }),
  } as const satisfies EventFields;
}

export function mapRoundError(message: string): Failure {
  const [text, traceback] = split(message, ' \n ');
  return { errorType: 'round_error', message: text, ...(traceback ? { stack: traceback } : {}) };
}

export function mapPostStart(id: string, role: string): EventFields {
  return { actionType: 'post', attributes: { 'taskweaver.post_id': id, 'taskweaver.role': role } };
}

/** What a post says by now: its message, to whom, and those of its attachments that are given. */
export function mapPost(post: PostFacts): EventFields {
  return {
    ...(post.message === '' ? {} : { output: post.message }),
    attributes: {
      ...known({
        'taskweaver.send_to': post.send_to === 'Unknown' ? undefined : post.send_to,
        'taskweaver.status': post.statuses.length === 0 ? undefined : post.statuses,
      }),
      ...mapAttachments(post),
    },
  };
}

export function mapPostError(message: string): Failure {
  return { errorType: 'post_error', message };
}

/** What a role found wrong with the code, or with its result, and says in attachments alone. */
export function postFailures(post: PostFacts): Failure[] {
  const text = (type: string) => {
    const last = post.attachment_list.findLast((attachment) => attachment.type === type);
    return [last?.content ?? ''].flat().join('\n');
  };
  const failures: Failure[] = [];
  if (text('verification') === 'INCORRECT') {
    failures.push({ errorType: 'verification_incorrect', message: text('code_error') });
  }
  if (text('execution_status') === 'FAILURE') {
    failures.push({ errorType: 'execution_failure', message: text('execution_result') });
  }
  return failures;
}

/** One attribute a type; several attachments of one type are a list. What the host took away again is null. */
function mapAttachments({ attachment_list, cleared = [] }: PostFacts): Record<string, unknown> {
  const byType = Map.groupBy(attachment_list, (attachment) => attachment.type as string);
  const attributes: Record<string, unknown> = {};
  for (const type of cleared) attributes[`taskweaver.attachment.${type}`] = null;
  for (const [type, attachments] of byType) {
    const key = `taskweaver.attachment.${type}`;
    attributes[key] = oneOrAll(attachments.map(({ content }) => content));
    const extras = attachments.map(({ extra }) => extra).filter((extra) => extra != null);
    if (extras.length > 0) attributes[`${key}.extra`] = oneOrAll(extras);
  }
  return attributes;
}

function oneOrAll(values: readonly unknown[]): unknown {
  return values.length === 1 ? values[0] : values;
}

function split(text: string, separator: string): [string, string?] {
  const at = text.indexOf(separator);
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + separator.length)];
}

/**
 * The events of TaskWeaver's `SessionEventEmitter` with their real payloads (`module/event_emitter.py:21-209`). No event
 * has a time or says which session it is of. All of them are emitted synchronously, by whoever runs the session.
 */
import type { AttachmentType, RoleName } from './conversation.ts';
import type { Session } from './session.ts';

/** Declared by the host (`event_emitter.py:22-24`), but its Python never emits one. */
export interface SessionEvent {
  scope: 'session';
  t: 'session_start' | 'session_end' | 'session_new_round';
  round_id: string | null;
  post_id: null;
  msg: string;
  extra: unknown;
}

/**
 * `round_start` comes after the round is in the memory with its query, `round_end` always and last, also after `round_error`.
 * `round_new_post` is declared but never emitted: a post of the user has no events.
 */
export interface RoundEvent {
  scope: 'round';
  t: 'round_start' | 'round_error' | 'round_end' | 'round_new_post';
  round_id: string;
  post_id: null;
  /** Of `round_error`: `Cannot process your request due to Exception: <error> \n <traceback>` (`session.py:258`). */
  msg: string;
  extra: null;
}

interface PostEventBase {
  scope: 'post';
  round_id: string;
  post_id: string;
  msg: string;
}

export interface PostStartEvent extends PostEventBase {
  t: 'post_start';
  extra: { role: RoleName };
}

/**
 * `post_status_update`: the status is in `msg`. `post_error`: the text; the host then forgets the attachments so far.
 * `post_end`: comes twice for one post of some roles, never when the role throws, and updates may follow the first.
 */
export interface PlainPostEvent extends PostEventBase {
  t: 'post_status_update' | 'post_error' | 'post_end';
  /** One shared object for all events: not to be changed. */
  extra: Record<string, never>;
}

export interface PostSendToUpdateEvent extends PostEventBase {
  t: 'post_send_to_update';
  extra: { role: RoleName };
}

/** `msg` is what is added to the message. */
export interface PostMessageUpdateEvent extends PostEventBase {
  t: 'post_message_update';
  extra: { is_end: boolean };
}

/** `msg` is what is added to the attachment of that id; a list for `artifact_paths`. */
export interface PostAttachmentUpdateEvent extends Omit<PostEventBase, 'msg'> {
  t: 'post_attachment_update';
  msg: string | string[];
  extra: { type: AttachmentType; extra: unknown; id: string; is_end: boolean };
}

export type PostEvent =
  | PostStartEvent
  | PlainPostEvent
  | PostSendToUpdateEvent
  | PostMessageUpdateEvent
  | PostAttachmentUpdateEvent;

export type TaskWeaverEvent = SessionEvent | RoundEvent | PostEvent;

/** What is registered with a session's emitter. The host is not protected from what it throws. */
export interface SessionEventHandler {
  /** `session`: which session the event is of, for a handler that is registered with several. */
  handle(event: TaskWeaverEvent, session?: Session): void;
}

/** One to a session. */
export interface SessionEventEmitter {
  register(handler: SessionEventHandler): void;
  unregister(handler: SessionEventHandler): void;
}

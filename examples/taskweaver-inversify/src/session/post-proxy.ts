import type {
  Attachment,
  AttachmentType,
  Post,
  PostEvent,
  RoleName,
} from '@agentops/adapter-taskweaver';
import { createId } from '../memory/create-id.ts';
import type { EventEmitter } from './event-emitter.ts';

type Said = PostEvent extends infer E
  ? E extends PostEvent
    ? Omit<E, 'scope' | 'round_id' | 'post_id'>
    : never
  : never;

/** A post while it is written: every change of it is an event. */
export class PostProxy {
  readonly post: Post;
  readonly #emitter: EventEmitter;
  readonly #roundId: string;

  constructor(emitter: EventEmitter, roundId: string, post: Post) {
    this.#emitter = emitter;
    this.#roundId = roundId;
    this.post = post;
    this.#emit({ t: 'post_start', msg: 'Post created', extra: { role: post.send_from } });
  }

  updateStatus(msg: string): void {
    this.#emit({ t: 'post_status_update', msg, extra: {} });
  }

  updateSendTo(role: RoleName): void {
    this.post.send_to = role;
    this.#emit({ t: 'post_send_to_update', msg: '', extra: { role } });
  }

  updateMessage(msg: string, is_end = true): void {
    this.post.message += msg;
    this.#emit({ t: 'post_message_update', msg, extra: { is_end } });
  }

  /** A new attachment, whole or to be continued. */
  addAttachment(
    type: AttachmentType,
    content: string | string[],
    { extra = null, is_end = true }: { extra?: unknown; is_end?: boolean } = {},
  ): Attachment {
    const attachment: Attachment = { id: createId('atta'), type, content, extra };
    this.post.attachment_list.push(attachment);
    this.#emitAttachment(attachment, content, is_end);
    return attachment;
  }

  continueAttachment(attachment: Attachment, more: string, is_end: boolean): void {
    attachment.content += more;
    this.#emitAttachment(attachment, more, is_end);
  }

  /** What the post has said so far was wrong, and is forgotten. */
  error(msg: string): void {
    this.post.attachment_list = [];
    this.post.message = msg;
    this.#emit({ t: 'post_error', msg, extra: {} });
  }

  end(msg = ''): Post {
    this.#emit({ t: 'post_end', msg, extra: {} });
    return this.post;
  }

  #emitAttachment(attachment: Attachment, msg: string | string[], is_end: boolean): void {
    const { id, type, extra } = attachment;
    this.#emit({ t: 'post_attachment_update', msg, extra: { type, extra, id, is_end } });
  }

  #emit(said: Said): void {
    const { id: post_id } = this.post;
    this.#emitter.emit({ scope: 'post', round_id: this.#roundId, post_id, ...said } as PostEvent);
  }
}

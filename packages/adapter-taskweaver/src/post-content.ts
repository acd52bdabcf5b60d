import type { Attachment, RoleName } from './host/conversation.ts';
import type { PostAttachmentUpdateEvent, PostEvent } from './host/event.ts';
import type { PostFacts } from './mapper.ts';

/** Puts a post together from its updates, as the host's `PostEventProxy` does (`event_emitter.py:112-224`). */
export class PostContent {
  readonly role: RoleName;
  sendTo: RoleName = 'Unknown';
  #message: string[] = [];
  #statuses: string[] = [];
  #attachments = new Map<string, Attachment>();
  #changed = new Set<string>();
  readonly #taken = new Set<string>();

  constructor(role: RoleName) {
    this.role = role;
  }

  get message(): string {
    return this.#message.join('');
  }

  /** Returns true when an attachment is complete. */
  add(event: PostEvent): boolean {
    switch (event.t) {
      case 'post_status_update':
        this.#statuses.push(event.msg);
        return false;
      case 'post_send_to_update':
        this.sendTo = event.extra.role;
        return false;
      case 'post_message_update':
        this.#message.push(event.msg);
        return false;
      case 'post_error':
        this.#message = [event.msg];
        for (const { type } of this.#attachments.values()) this.#changed.add(type);
        this.#attachments.clear();
        return false;
      case 'post_attachment_update':
        return this.#addAttachment(event);
      default:
        return false;
    }
  }

  /** All of it. */
  toPost(): PostFacts {
    const attachments = [...this.#attachments.values()];
    return { ...this.#head(), attachment_list: attachments };
  }

  /** The same, less the attachments that were taken before and have not changed since. */
  takeChanges(): PostFacts {
    const changed = this.#changed;
    this.#changed = new Set();
    const attachments = [...this.#attachments.values()].filter(({ type }) => changed.has(type));
    const there = new Set<string>(attachments.map(({ type }) => type));
    const cleared = [...changed].filter((type) => !there.has(type) && this.#taken.has(type));
    for (const type of there) this.#taken.add(type);
    return { ...this.#head(), attachment_list: attachments, cleared };
  }

  #head() {
    return {
      send_from: this.role,
      send_to: this.sendTo,
      message: this.message,
      statuses: [...this.#statuses],
    };
  }

  #addAttachment({ msg, extra }: PostAttachmentUpdateEvent): boolean {
    const { id, type, is_end } = extra;
    const known = this.#attachments.get(id);
    if (known) {
      known.content = joined(known.content, msg);
      known.extra = extra.extra;
    } else this.#attachments.set(id, { id, type, content: msg, extra: extra.extra });
    this.#changed.add(type);
    return is_end;
  }
}

function joined(before: string | string[], more: string | string[]): string | string[] {
  if (typeof before === 'string' && typeof more === 'string') return before + more;
  return [before, more].flat();
}

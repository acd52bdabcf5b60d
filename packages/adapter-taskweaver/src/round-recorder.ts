import type { AdapterRecorder, Agent, EventHandle, EventStatus, Origin } from '@agentops/core';
import type { PostEvent, RoundEvent } from './host/event.ts';
import { mapRoundEnd, mapRoundError, mapRoundStart, type RoundFacts } from './mapper.ts';
import { PostRecorder } from './post-recorder.ts';
import { recordFailure } from './record-failure.ts';

/** What is known of a round besides its events. Asked at its start and at its end. */
export type RoundFactsOf = (roundId: string) => RoundFacts;

/** Records one round and its posts. A post that was never finished is closed with it. */
export class RoundRecorder {
  readonly id: string;
  readonly handle: EventHandle;
  readonly agent: Agent | undefined;
  /** The event that the host's code ran under when the round began. */
  readonly outerId: string | undefined;
  readonly #recorder: AdapterRecorder;
  readonly #posts = new Map<string, PostRecorder>();
  #failed = false;

  constructor(recorder: AdapterRecorder, origin: Origin, id: string, factsOf: RoundFactsOf) {
    this.#recorder = recorder;
    this.id = id;
    this.agent = origin.agent;
    this.outerId = origin.parentId;
    const start = { type: 'action', name: 'round' } as const;
    this.handle = recorder.start(origin, start, factsOf(id), (facts) => mapRoundStart(id, facts));
  }

  /** What is being written now: the named post, else the newest that is not finished, else the round itself. */
  open(postId?: string): RoundRecorder | PostRecorder {
    const named = postId === undefined ? undefined : this.#posts.get(postId);
    return named ?? [...this.#posts.values()].findLast(isOpen) ?? this;
  }

  addError(event: RoundEvent): void {
    this.#failed = true;
    // It came out of the role whose post was never finished, if there is one.
    recordFailure(this.open().handle, mapRoundError(event.msg));
  }

  /** `originOf` is asked when the post is seen for the first time. */
  addPost(event: PostEvent, originOf: (role: string) => Origin & { agent: Agent }): void {
    let post = this.#posts.get(event.post_id);
    if (!post) {
      const origin = originOf(event.t === 'post_start' ? event.extra.role : 'Unknown');
      post = new PostRecorder(this.#recorder, origin, this.handle.id, event.post_id);
      this.#posts.set(event.post_id, post);
    }
    post.add(event);
  }

  end(factsOf: RoundFactsOf): EventStatus {
    const posts = [...this.#posts.values()];
    const reply = posts.findLast((post) => post.reply !== undefined)?.reply;
    const facts = { ...(reply === undefined ? {} : { reply }), ...factsOf(this.id) };
    const fields = mapRoundEnd(this.#failed, facts);
    for (const post of posts.filter(isOpen)) post.end(fields.status);
    this.handle.end(fields);
    return fields.status;
  }
}

function isOpen(post: PostRecorder): boolean {
  return !post.handle.hasEnded;
}

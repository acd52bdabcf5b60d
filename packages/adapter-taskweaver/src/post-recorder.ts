import type { AdapterRecorder, Agent, EventHandle, EventStatus, Origin } from '@agentops/core';
import { ERROR_TYPE } from '@agentops/semconv';
import type { PostEvent } from './host/event.ts';
import { type Failure, mapPost, mapPostError, mapPostStart, postFailures } from './mapper.ts';
import { PostContent } from './post-content.ts';
import { recordFailure } from './record-failure.ts';

/** Records one post. Pieces of text are collected; what is written is written when an attachment is complete. */
export class PostRecorder {
  readonly handle: EventHandle;
  readonly agent: Agent;
  /** The event that the host's code ran under when the post was created. */
  readonly outerId: string | undefined;
  readonly #content: PostContent;
  readonly #failures = new Set<string>();

  constructor(
    recorder: AdapterRecorder,
    origin: Origin & { agent: Agent },
    roundEventId: string,
    id: string,
  ) {
    const { name } = origin.agent;
    this.agent = origin.agent;
    this.outerId = origin.parentId;
    this.#content = new PostContent(name);
    this.handle = recorder.start(
      { ...origin, parentId: roundEventId },
      { type: 'action', name },
      { id, role: name },
      (facts) => mapPostStart(facts.id, facts.role),
    );
  }

  /** What it says to the user, if it is to the user. */
  get reply(): string | undefined {
    return this.#content.sendTo === 'User' ? this.#content.message : undefined;
  }

  add(event: PostEvent): void {
    const complete = this.#content.add(event);
    if (event.t === 'post_error') this.#fail(mapPostError(event.msg));
    if (event.t === 'post_end') this.end('ok');
    else if (complete || this.handle.hasEnded) {
      this.handle.update(mapPost(this.#content.takeChanges()));
    }
  }

  /** Some roles end their post twice, with updates in between. */
  end(status: EventStatus): void {
    for (const failure of postFailures(this.#content.toPost())) this.#fail(failure);
    const fields = mapPost(this.#content.takeChanges());
    const [failure] = this.#failures;
    if (failure !== undefined) fields.attributes = { ...fields.attributes, [ERROR_TYPE]: failure };
    const end = { ...fields, status: failure === undefined ? status : 'error' } as const;
    if (this.handle.hasEnded) this.handle.update(end);
    else this.handle.end(end);
  }

  #fail(failure: Failure): void {
    if (this.#failures.has(failure.errorType)) return;
    this.#failures.add(failure.errorType);
    recordFailure(this.handle, failure);
  }
}

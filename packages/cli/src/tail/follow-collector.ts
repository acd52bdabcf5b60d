import { setTimeout as pause } from 'node:timers/promises';
import { CollectorAwayError, type CollectorClient } from '../recordings/collector-client.ts';
import { RemoteReader } from '../recordings/remote-reader.ts';
import { findStored } from '../recordings/stored-recordings.ts';
import type { FollowOptions } from './follow-directory.ts';
import { LiveFeed } from './live-feed.ts';
import { SessionFollower } from './session-follower.ts';

const leastPauseMs = 200;

/** Prints what a collector gets as it comes. */
export async function followCollector(
  client: CollectorClient,
  { session, print, signal }: FollowOptions,
): Promise<void> {
  const reader = new RemoteReader(client);
  const only = session === undefined ? undefined : (await findStored(reader, session)).id;
  const say = (text: string) => void process.stderr.write(`agentops: ${text}\n`);
  const feed = new LiveFeed(client, {
    session: only,
    signal,
    onAway: (reason) => say(`${client.url.origin}: ${reason}. Trying again, until Ctrl-C.`),
    onBack: () => say(`${client.url.origin} is back.`),
  });
  const follower = new SessionFollower(reader, print, only);
  for (;;) {
    const news = await feed.take();
    if (!news) return;
    const start = performance.now();
    try {
      await (news.resync ? follower.catchUp() : follower.look(news.ids));
    } catch (error) {
      if (!(error instanceof CollectorAwayError)) throw error;
      feed.giveBack();
    }
    // Breathes in proportion to how long a look takes.
    const pauseMs = Math.max(leastPauseMs, 3 * (performance.now() - start));
    await pause(pauseMs, undefined, { signal }).catch(() => {});
  }
}

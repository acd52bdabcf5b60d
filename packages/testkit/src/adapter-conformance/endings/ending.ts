import type { EventStatus } from '@agentops/core';
import { waitUntil } from '../../conformance-kit/waiting.ts';
import type { ScriptEntry } from '../../scripted-provider/script.ts';
import type { ScriptedProvider } from '../../scripted-provider/scripted-provider.ts';
import type { Need } from '../capabilities.ts';
import type { CaseRun } from '../case-run.ts';
import type { AttachOptions } from '../driver.ts';
import type { Recorded } from '../recorded.ts';
import { collectUntil } from '../waiting.ts';

/** One of the ways in which a call can end. */
export interface Ending {
  id: string;
  title: string;
  needs: readonly Need[];
  script: readonly ScriptEntry[];
  /** How the event ends. */
  status: EventStatus;
  /** What the caller had seen of the text by then. */
  text?: string;
  /** Nothing in the program refers to the call any more: it ends when it is collected. */
  collected?: boolean;
  /** Resolves to what the caller still has in hand, so that no garbage collection ends the call in its stead. */
  act(run: CaseRun, client: object, provider: ScriptedProvider): Promise<unknown>;
}

/** Lets a call end in that way; resolves to what is recorded when its event has ended. */
export async function letEnd(
  run: CaseRun,
  ending: Ending,
  attach: AttachOptions = {},
): Promise<Recorded> {
  const provider = await run.provider(...ending.script);
  const inHand = await ending.act(run, run.attached(provider, attach), provider);
  if (!ending.collected) run.afterwards(() => inHand);
  const hasEnded = async () =>
    (await run.recorded()).llm.some(({ status }) => status !== 'running');
  const what = `the event of "${ending.title}" to end`;
  await (ending.collected ? collectUntil(hasEnded, what) : waitUntil(hasEnded, what));
  return run.recorded();
}

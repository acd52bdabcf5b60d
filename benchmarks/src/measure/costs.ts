import type { OpenAIPackage, RoundCosts } from '../child/protocol.ts';
import { ContenderProcess } from '../contender-process.ts';
import type { ContenderId } from '../contenders/index.ts';
import type { Plan } from '../plan.ts';
import type { Progress } from '../progress.ts';
import { type Scenario, type ScenarioId, scenarios } from '../scenarios.ts';
import { added, type Summary, summarize } from '../statistics.ts';
import type { Group } from './census.ts';

/** What a call costs, in the order in which it is paid. */
export const costNames = [
  'untilReturn',
  'untilResult',
  'deferred',
  'onTheWay',
  'untilLeft',
  'mainThread',
  'allThreads',
] as const;

export type Cost = (typeof costNames)[number];

/** Of a round, in microseconds; `onTheWay` is `untilResult` and `deferred` together. */
type Round = RoundCosts & { onTheWay: number };

/** What one contender's calls of one kind cost. */
export interface Costs {
  contender: ContenderId;
  openai: OpenAIPackage;
  scenario: ScenarioId;
  /** Microseconds for each call or chunk, the SDK's own included. */
  cost: Record<Cost, Summary>;
  /** Of these, what is not the SDK's own. */
  added: Record<Cost, Summary>;
  /** Each round that counts; those of one scenario were made in turns. */
  rounds: Round[];
  calls: number;
  /** Of these calls, that have left the process. */
  records: number;
  /** That the sink received for each call. */
  bytesPerCall: number;
}

/**
 * Measures contenders round by round in turns, each in its own process, so that whatever else the machine does hits each of them
 * alike.
 */
export async function measureCosts(
  { openai, contenders }: Group,
  ids: readonly ScenarioId[],
  { warmUps, rounds, share }: Pick<Plan, 'warmUps' | 'rounds' | 'share'>,
  progress: Progress,
): Promise<Costs[]> {
  const children: ContenderProcess[] = [];
  try {
    for (const id of contenders) children.push(await ContenderProcess.start(id, openai));
    const results: Costs[] = [];
    for (const scenario of ids) {
      const { times, title }: Scenario = scenarios[scenario];
      const samples = children.map((child) => new Samples(child.id, openai, scenario));
      for (let round = -warmUps; round < rounds; round++) {
        const which = round < 0 ? 'warming up' : `round ${round + 1} of ${rounds}`;
        progress(`${openai}: ${title}: ${which}`);
        for (const [index, child] of inTurn([...children.entries()], round))
          await samples[index]?.add(child, Math.ceil(times * share), { counts: round >= 0 });
      }
      const bare = samples.find((each) => each.contender === 'bare');
      results.push(...samples.map((each) => each.costs(bare ?? each)));
    }
    return results;
  } finally {
    await Promise.all(children.map((child) => child.close()));
  }
}

/** Another order in each round: what one leaves behind, such as a warm cache or work in the background, is not always the same one's. */
function inTurn<T>(all: readonly T[], round: number): T[] {
  const from = Math.abs(round) % all.length;
  const turned = [...all.slice(from), ...all.slice(0, from)];
  return round % 2 === 0 ? turned : turned.toReversed();
}

class Samples {
  readonly #of: Pick<Costs, 'contender' | 'openai' | 'scenario'>;
  readonly #rounds: Round[] = [];
  #calls = 0;
  #records = 0;
  #bytes = 0;

  constructor(contender: ContenderId, openai: OpenAIPackage, scenario: ScenarioId) {
    this.#of = { contender, openai, scenario };
  }

  get contender(): ContenderId {
    return this.#of.contender;
  }

  async add(
    child: ContenderProcess,
    times: number,
    { counts }: { counts: boolean },
  ): Promise<void> {
    const { scenario } = this.#of;
    const reply = await child.ask('round', { scenario, times });
    this.#calls += times;
    this.#records += reply.records;
    this.#bytes += reply.arrived.bytes;
    // The first rounds warm up.
    if (!counts) return;
    const { untilReturn, untilResult, deferred, untilLeft, mainThread, allThreads } = reply;
    const onTheWay = untilResult + deferred;
    this.#rounds.push({
      untilReturn,
      untilResult,
      deferred,
      onTheWay,
      untilLeft,
      mainThread,
      allThreads,
    });
  }

  costs(bare: Samples): Costs {
    const of = (cost: Cost) => this.#rounds.map((round) => round[cost]);
    const ofBare = (cost: Cost) => bare.#rounds.map((round) => round[cost]);
    const each = (summary: (cost: Cost) => Summary) =>
      Object.fromEntries(costNames.map((cost) => [cost, summary(cost)])) as Record<Cost, Summary>;
    return {
      ...this.#of,
      cost: each((cost) => summarize(of(cost))),
      added: each((cost) => added(of(cost), ofBare(cost))),
      rounds: this.#rounds,
      calls: this.#calls,
      records: this.#records,
      bytesPerCall: this.#bytes / this.#calls,
    };
  }
}

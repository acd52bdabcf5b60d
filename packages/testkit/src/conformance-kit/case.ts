/** One thing that is promised, as a check that can be run on whatever `Run` gives it. */
export interface KitCase<Need extends string, Run, Result = void> {
  /** Stable: `<topic>/<case>`. */
  id: string;
  /** What holds, as a sentence in the present tense. */
  title: string;
  /** Without these the case does not apply. */
  needs: readonly Need[];
  /** Rejects where the promise is broken. */
  run(run: Run): Promise<Result>;
}

/** A case as it is written down: its id without the topic's part. */
export interface KitCaseDefinition<Need extends string, Run, Result = void> {
  id: string;
  title: string;
  /** @default none */
  needs?: readonly Need[];
  run(run: Run): Promise<Result>;
}

/** Cases about one part of a contract. */
export interface KitTopic<Case> {
  title: string;
  cases: readonly Case[];
}

export function topicOf<Need extends string, Run, Result = void>(
  prefix: string,
  title: string,
  cases: readonly KitCaseDefinition<Need, Run, Result>[],
): KitTopic<KitCase<Need, Run, Result>> {
  return {
    title,
    cases: cases.map(({ id, needs = [], ...rest }) => ({ id: `${prefix}/${id}`, needs, ...rest })),
  };
}

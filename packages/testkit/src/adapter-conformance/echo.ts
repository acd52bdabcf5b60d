import { setTimeout as sleep } from 'node:timers/promises';
import type { CaseRun } from './case-run.ts';
import { textOf } from './recorded.ts';

/** Answers each request with what it asked for, some later than others, so that answers overtake one another. */
export function echo(run: CaseRun) {
  return run.provider({
    when: () => true,
    times: Number.POSITIVE_INFINITY,
    reply: async ({ body, index }) => {
      await sleep((index * 7) % 20);
      const prompt = /echo-[\w-]+/.exec(JSON.stringify(body))?.[0] ?? 'nothing';
      return { text: [prompt.slice(0, 6), prompt.slice(6)], chunkDelayMs: (index * 3) % 5 };
    },
  });
}

/** For each session by name, what its calls were answered, sorted. */
export async function answersBySession(run: CaseRun): Promise<Record<string, string[]>> {
  const { folded, llm } = await run.recorded();
  const names = new Map(folded.sessions.map(({ id, name }) => [id, name ?? id]));
  const answers: Record<string, string[]> = {};
  for (const { sessionId, outputMessages } of llm) {
    const name = names.get(sessionId ?? '') ?? 'no session';
    const list = answers[name] ?? [];
    answers[name] = list;
    list.push(textOf(outputMessages));
    list.sort();
  }
  return answers;
}

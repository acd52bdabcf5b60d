/** What a host did, without what differs from run to run. */
import type { Played } from './live.ts';

/** The host's own results and what it sent to its model, for each session by itself. */
export function comparable(
  { truth, requests, folder }: Pick<Played, 'truth' | 'requests' | 'folder'>,
  sessions: readonly string[] = [''],
) {
  const stable = (value: unknown) => stableText(JSON.stringify(value), folder);
  return {
    rounds: sessions.map((word) =>
      stable(truth?.rounds.filter((round) => JSON.stringify(round).includes(word))),
    ),
    errors: stable(truth?.errors),
    values: stable(truth?.values),
    prompts: sessions.map((word) =>
      requests
        .map(({ path, body }) => `${path} ${JSON.stringify(body)}`)
        .filter((request) => request.includes(word))
        .map((request) => stableText(request, folder)),
    ),
  };
}

function stableText(text = '', folder: string): string {
  const ids = new Map<string, number>();
  return text
    .replaceAll(folder, '<folder>')
    .replaceAll(/\/tmp\/tmp\w{8}/g, '<temporary>')
    .replaceAll(/ipykernel_\d+/g, 'ipykernel_<pid>')
    .replaceAll(/127\.0\.0\.1:\d+/g, '<server>')
    .replaceAll(/\d{4}-\d\d-\d\d \d\d:\d\d:\d\d/g, '<time>')
    .replaceAll(/\d{8}-\d{6}-[0-9a-f]{8}/g, (id) => {
      if (!ids.has(id)) ids.set(id, ids.size);
      return `<id ${ids.get(id)}>`;
    });
}

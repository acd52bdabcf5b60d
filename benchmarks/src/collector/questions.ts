/** What a dashboard asks a collector. */
export interface Question {
  name: string;
  /** What the aim is for; the others are told. */
  aim: 'list' | 'session' | 'search' | undefined;
  /** Of the nth time, each another one. Several are asked one after the other. */
  paths: (n: number) => string[];
}

const states = ['open', 'Success', 'Fail', 'Indeterminate'];
const tags = ['production', 'staging', 'nightly', 'billing', 'support', 'eval'];
const models = ['gpt-4o', 'gpt-4o-mini', 'claude-sonnet-4-5', 'gpt-4.1', 'llama-3-8b-finetuned'];
const tools = ['search_orders', 'get_weather', 'run_python', 'query_database', 'send_email'];
const agents = ['planner', 'researcher', 'coder', 'reviewer'];
const words = ['forecast', 'refund', 'invoice', 'latency', 'budget', 'customer', 'delivery'];
const day = 86_400_000;
const begin = Date.UTC(2026, 0, 1);

/** Asks which sessions there are, to ask for some of them. */
export async function questionsTo(url: string): Promise<Question[]> {
  const sessions = await someSessions(url);
  const list = (name: string, filter: (n: number) => string): Question => ({
    name: `session list, ${name}`,
    aim: 'list',
    paths: (n) => [`sessions?limit=50&${filter(n)}`],
  });
  const search = (name: string, text: (n: number) => string, filter = ''): Question => ({
    name: `search, ${name}`,
    aim: 'search',
    paths: (n) => [`search?limit=50&text=${encodeURIComponent(text(n))}${filter}`],
  });
  const dayOf = (n: number) => begin + ((n * 7) % 29) * day;
  const told = (name: string, path: (n: number) => string): Question => ({
    name,
    aim: undefined,
    paths: (n) => [path(n)],
  });
  return [
    list('newest', () => ''),
    list('by state', (n) => `state=${of(states, n)}`),
    list('by tag and time', (n) => `tag=${of(tags, n)}&from=${dayOf(n)}&to=${dayOf(n) + day}`),
    list('by model', (n) => `model=${of(models, n)}`),
    list('by tool, agent and state', (n) => {
      return `tool=${of(tools, n)}&agent=${of(agents, n)}&state=${of(states, n + 1)}`;
    }),
    list('with errors, by tag', (n) => `hasErrors=true&tag=${of(tags, n)}`),
    list('by part of a name', (n) => `name=${encodeURIComponent(`#${10 + (n % 90)}`)}`),
    list('a name that there is not', (n) => `name=nobody${n}`),
    list('deep in the list', (n) => `cursor=${of(sessions.cursors, n)}`),
    {
      name: 'session, whole: itself and its 50 events',
      aim: 'session',
      paths: (n) => [
        `sessions/${of(sessions.ids, n * 13)}`,
        `sessions/${of(sessions.ids, n * 13)}/events?limit=500`,
      ],
    },
    {
      name: 'session, its events without what was said',
      aim: 'session',
      paths: (n) => [`events?limit=500&session=${of(sessions.ids, n * 17)}`],
    },
    search('a word of every third event', (n) => of(words, n)),
    search('two words', (n) => `${of(words, n)} ${of(words, n + 1)}`),
    search('a phrase', (n) => `"${of(words, n)} ${of(words, n + 2)}"`),
    search('a prefix', (n) => `${of(words, n).slice(0, 4)}*`),
    search('a rare text', (n) => `"${1000 + n * 37} ms"`),
    search('a word that there is not', (n) => `nothing${n}`),
    search('a word, failed tools', (n) => of(words, n), '&type=tool&status=error'),
    search(
      'a word, one day',
      (n) => of(words, n),
      `&from=${begin + 3 * day}&to=${begin + 4 * day}`,
    ),
    told('events, newest', () => 'events?limit=50'),
    told('events, failed calls of a model', (n) => {
      return `events?limit=50&type=llm&status=error&model=${of(models, n)}`;
    }),
    told('timeline, 30 days by the hour', () => {
      return `stats/timeline?from=${begin}&to=${begin + 30 * day}&bucketMs=3600000`;
    }),
    told('timeline, a day by quarters of an hour, one model', (n) => {
      return `stats/timeline?from=${dayOf(n)}&to=${dayOf(n) + day}&bucketMs=900000&model=${of(models, n)}`;
    }),
    told('latency by model, a day', (n) => {
      return `stats/latency?groupBy=model&from=${dayOf(n)}&to=${dayOf(n) + day}`;
    }),
    told('latency by tool, all', () => 'stats/latency?groupBy=tool'),
    told('errors by kind, a day', (n) => `errors?from=${dayOf(n)}&to=${dayOf(n) + day}`),
    told('errors by kind, all', () => 'errors'),
    told('models that there are', () => 'facets/model'),
    told('tags that there are, a week', (n) => {
      return `facets/tag?from=${dayOf(n)}&to=${dayOf(n) + 7 * day}`;
    }),
  ];
}

async function someSessions(url: string): Promise<{ ids: string[]; cursors: string[] }> {
  const ids: string[] = [];
  const cursors: string[] = [];
  let cursor = '';
  for (let page = 0; page < 100; page++) {
    const answer = await fetch(`${url}/api/v1/sessions?limit=100${cursor}`);
    const { items, next } = (await answer.json()) as { items: { id: string }[]; next?: string };
    ids.push(...items.map(({ id }) => id));
    if (next === undefined) break;
    cursors.push(encodeURIComponent(next));
    cursor = `&cursor=${encodeURIComponent(next)}`;
  }
  return { ids, cursors };
}

function of<T>(values: readonly T[], n: number): T {
  return values[n % values.length] as T;
}

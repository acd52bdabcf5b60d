import type { AgentOpsRecord, EventRecord, WriterState } from '@agentops/core';
import type { Page, PageQuery, Store } from '@agentops/store';
import { overriding } from './overriding.ts';

/** Ways in which a driver can be wrong: what it does, and the case that has to notice. */
export const flaws = {
  'says-repeated-is-new': ['append/repeated', saysRepeatedIsNew],
  'keeps-no-bookmark-with-records': ['append/bookmarks', keepsNoBookmark],
  'forgets-when-closed': [
    'durability/shown',
    (store) => overriding(store, { close: async () => {} }),
  ],
  'drops-late-updates': ['events/late-update', dropsLateUpdates],
  'knows-no-losses': ['events/losses', (store) => withHealth(store, { losses: [] })],
  'ignores-verdicts': ['sessions/judged', (store) => overriding(store, { judge: async () => {} })],
  'sticks-to-verdicts': ['sessions/judged-too-early', sticksToVerdicts],
  'forgets-bases': ['prompts/chain', forgetsBases],
  'believes-in-order': ['any-order/backwards', believesInOrder],
  'minds-case': ['queries/sessions', mindsCase],
  'counts-what-was-seen-twice': ['queries/event', countsTwice],
  'pages-by-offset': ['paging/growing', pagesByOffset],
  'takes-any-cursor': ['paging/foreign-cursors', takesAnyCursor],
  'has-operators': ['search/operators', hasOperators],
  'marks-nothing': ['search/snippets', marksNothing],
  'guesses-percentiles': ['figures/latency', guessesPercentiles],
  'leaves-out-empty-buckets': ['figures/timeline', leavesOutEmptyBuckets],
  'forgets-agents-of-sessions': ['reference/sessions', forgetsAgents],
  'cuts-at-nul': ['hostile/nul', cutsAtNul],
  'deletes-the-newest': ['keeping/prune-size', deletesTheNewest],
  'tells-too-early': ['keeping/on-change-readable', tellsTooEarly],
  'exports-as-it-came': ['keeping/session-records', exportsAsItCame],
} as const satisfies Record<string, readonly [storeCase: string, change: (store: Store) => Store]>;

function recordsOf(ndjson: string): (AgentOpsRecord | undefined)[] {
  return ndjson.split('\n').map((line) => {
    try {
      return JSON.parse(line);
    } catch {
      return undefined;
    }
  });
}

/** Appends something else than what was handed over. */
function appending(
  store: Store,
  change: (record: AgentOpsRecord) => AgentOpsRecord | undefined,
): Store {
  return overriding(store, {
    append: async (ndjson, options) => {
      const lines = ndjson.split('\n');
      const changed = recordsOf(ndjson).flatMap((record, index) => {
        if (!record?.kind) return [lines[index]];
        const other = change(record);
        return other ? [JSON.stringify(other)] : [];
      });
      return store.append(changed.join('\n'), options);
    },
  });
}

function withHealth(store: Store, other: object): Store {
  const health = async () => ({ ...(await store.reader.health()), ...other });
  return overriding(store, {}, { health });
}

function saysRepeatedIsNew(store: Store): Store {
  return overriding(store, {
    append: async (ndjson, options) => {
      const answer = await store.append(ndjson, options);
      return { ...answer, accepted: answer.accepted + answer.repeated, repeated: 0 };
    },
  });
}

function keepsNoBookmark(store: Store): Store {
  return overriding(store, {
    append: (ndjson, options) => store.append(ndjson, ndjson === '' ? options : {}),
  });
}

function dropsLateUpdates(store: Store): Store {
  const ended = new Set<string>();
  return appending(store, (record) => {
    if (record.kind === 'end') ended.add(record.event.id);
    return record.kind === 'update' && ended.has(record.event.id) ? undefined : record;
  });
}

function sticksToVerdicts(store: Store): Store {
  const verdicts = new Map<string, WriterState>();
  return overriding(store, {
    append: async (ndjson, options) => {
      const answer = await store.append(ndjson, options);
      await store.judge(verdicts);
      return answer;
    },
    judge: async (given) => {
      for (const [writer, verdict] of given) verdicts.set(writer, verdict);
      await store.judge(given);
    },
  });
}

function forgetsBases(store: Store): Store {
  return appending(store, (record) => {
    const { prompt } = record as EventRecord;
    if (!prompt?.base) return record;
    return { ...record, prompt: { keep: 0, add: prompt.add } } as EventRecord;
  });
}

function believesInOrder(store: Store): Store {
  const latest = new Map<string, number>();
  return appending(store, (record) => {
    const isLate = record.seq < (latest.get(record.writer) ?? 0);
    if (!isLate) latest.set(record.writer, record.seq);
    return isLate && record.kind !== 'session' ? undefined : record;
  });
}

function mindsCase(store: Store): Store {
  return overriding(
    store,
    {},
    {
      sessions: async (query = {}) => {
        const { items, ...page } = await store.reader.sessions(query);
        const { name = '' } = query;
        const same = items.filter(
          (session) => session.name?.includes(name) || session.id.startsWith(name),
        );
        return { items: same, ...page };
      },
    },
  );
}

function countsTwice(store: Store): Store {
  return appending(store, (record) => {
    if (!('event' in record)) return record;
    const { duplicateOf: _, ...event } = record.event;
    return { ...record, event };
  });
}

function pagesByOffset(store: Store): Store {
  const sessions = async ({ limit = 50, cursor, ...query }: PageQuery = {}) => {
    const { items } = await store.reader.sessions({ ...query, limit: 500 });
    const from = Number(cursor ?? 0);
    const page: Page<(typeof items)[number]> = { items: items.slice(from, from + limit) };
    if (items.length > from + limit) page.next = String(from + limit);
    return page;
  };
  return overriding(store, {}, { sessions });
}

function takesAnyCursor(store: Store): Store {
  const { reader } = store;
  return overriding(
    store,
    {},
    {
      events: (query = {}) =>
        reader.events(query).catch(() => {
          const { cursor: _, ...first } = query;
          return reader.events(first);
        }),
    },
  );
}

function hasOperators(store: Store): Store {
  return overriding(
    store,
    {},
    {
      search: (query) =>
        store.reader.search({ ...query, text: query.text.replace(/\b(?:AND|NEAR)\b/g, ' ') }),
    },
  );
}

function marksNothing(store: Store): Store {
  return overriding(
    store,
    {},
    {
      search: async (query) => {
        const { items, ...page } = await store.reader.search(query);
        const unmarked = items.map((hit) => ({
          ...hit,
          snippet: hit.snippet.replace(/[\uE000\uE001]/g, ''),
        }));
        return { items: unmarked, ...page };
      },
    },
  );
}

function guessesPercentiles(store: Store): Store {
  return overriding(
    store,
    {},
    {
      latency: async (query) =>
        (await store.reader.latency(query)).map((group) => ({ ...group, p95: group.max })),
    },
  );
}

function leavesOutEmptyBuckets(store: Store): Store {
  return overriding(
    store,
    {},
    {
      timeline: async (query) =>
        (await store.reader.timeline(query)).filter(({ events }) => events > 0),
    },
  );
}

function forgetsAgents(store: Store): Store {
  return overriding(
    store,
    {},
    {
      sessions: ({ agent: _, ...query } = {}) => store.reader.sessions(query),
    },
  );
}

function cutsAtNul(store: Store): Store {
  return overriding(store, {
    append: (ndjson, options) => store.append(ndjson.replaceAll('\\u0000', ''), options),
  });
}

function deletesTheNewest(store: Store): Store {
  return overriding(store, {
    prune: async (bounds, onProgress) => {
      if (bounds.maxBytes === undefined) return store.prune(bounds, onProgress);
      const { items } = await store.reader.sessions({ limit: 20 });
      return store.prune({ sessionIds: items.map(({ id }) => id) }, onProgress);
    },
  });
}

function tellsTooEarly(store: Store): Store {
  const listeners = new Set<(change: { sessionIds: string[] }) => void>();
  return overriding(store, {
    append: async (ndjson, options) => {
      const sessionIds = recordsOf(ndjson).flatMap((record) =>
        record && 'session' in record ? record.session.id : [],
      );
      for (const listener of listeners) listener({ sessionIds });
      return store.append(ndjson, options);
    },
    onChange: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  });
}

function exportsAsItCame(store: Store): Store {
  return overriding(
    store,
    {},
    {
      sessionRecords: async function* (sessionId) {
        for await (const { unnumbered: _, ...record } of store.reader.sessionRecords(sessionId)) {
          yield record as AgentOpsRecord;
        }
      },
    },
  );
}

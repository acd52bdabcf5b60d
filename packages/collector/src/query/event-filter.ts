import type { SQLInputValue } from 'node:sqlite';
import type { EventFilter } from '@agentops/store';
import { type Label, labelOfSession, labelOfWord } from '../store/search-labels.ts';
import { classColumns, type EventClass, type WordKind } from '../store/word-kinds.ts';
import type { Statements } from './statements.ts';
import type { Word, WordReader } from './word-reader.ts';

/** Up to so many sessions are looked through one by one. */
const fewSessions = 200;
/** Up to so many values of one filter are looked up one by one. */
const fewValues = 100;

/** A way to the rows: an index, and what it is looked up by. */
export interface Way {
  index: string;
  /** SQL that the index serves, with a `?` where `value` goes. Empty: it is walked by time alone. */
  where: string;
  /** One walk each. Their rows are different. */
  values: number[];
}

/** What events have to be, in SQL. */
export interface CompiledFilter {
  way: Way;
  /** Conditions besides the way and the time. */
  where: string[];
  values: SQLInputValue[];
  /** Groups of labels of which search demands one each. */
  labels: string[][];
}

const filters: readonly { name: WordKind & keyof EventFilter; column: Label }[] = [
  { name: 'type', column: 'type' },
  { name: 'status', column: 'status' },
  { name: 'model', column: 'model' },
  { name: 'provider', column: 'provider' },
  { name: 'tool', column: 'tool' },
  { name: 'agent', column: 'agent' },
  { name: 'errorType', column: 'error_type' },
];

/** Word 1 is the status 'ok', which the index on the status leaves out. */
const okStatus = 1;

/** A column that has one of these words. */
interface Condition<Column extends string = Label | 'class'> {
  column: Column;
  words: Word[];
}

/** Undefined where nothing can match. */
export function compileFilter(
  filter: EventFilter,
  sql: Statements,
  words: WordReader,
): CompiledFilter | undefined {
  const wanted: Condition<Label>[] = [];
  for (const { name, column } of filters) {
    const texts = filter[name] as readonly string[] | undefined;
    if (texts) wanted.push({ column, words: words.find(name, texts) });
  }
  if (filter.host || filter.adapter) {
    wanted.push({ column: 'source', words: words.findSources(filter.host, filter.adapter) });
  }
  const conditions = withClass(wanted, words);
  if (conditions.some((condition) => condition.words.length === 0)) return undefined;
  const compiled: CompiledFilter = {
    way: { index: 'event_start', where: '', values: [0] },
    where: [],
    values: [],
    labels: wanted.map((condition) => condition.words.map(({ id }) => labelOfWord(id))),
  };
  let isFound = false;
  if (filter.sessionId !== undefined) {
    const session = sql.get<{ row: number }>(
      'SELECT row FROM session WHERE id = ?',
      filter.sessionId,
    );
    if (!session) return undefined;
    compiled.way = { index: 'event_session', where: 'session = ?', values: [session.row] };
    compiled.labels.push([labelOfSession(session.row)]);
    isFound = true;
  }
  if (filter.tag && !addTags(filter.tag, compiled, isFound, sql, words)) return undefined;
  isFound ||= compiled.way.where !== '';
  const best = isFound ? undefined : narrowest(conditions);
  if (best) compiled.way = wayOf(best);
  for (const condition of conditions) if (condition !== best) addCondition(condition, compiled);
  return compiled;
}

function addTags(
  tags: readonly string[],
  compiled: CompiledFilter,
  isFound: boolean,
  sql: Statements,
  words: WordReader,
): boolean {
  const ids = words.find('tag', tags).map(({ id }) => id);
  if (ids.length === 0) return false;
  const list = JSON.stringify(ids);
  if (!isFound) {
    const sessions = sql.all<{ session: number }>(
      `SELECT DISTINCT session FROM session_word
       WHERE word IN (SELECT value FROM json_each(?)) AND own = 1 LIMIT ?`,
      list,
      fewSessions + 1,
    );
    if (sessions.length === 0) return false;
    if (sessions.length <= fewSessions) {
      const values = sessions.map(({ session }) => session);
      compiled.way = { index: 'event_session', where: 'session = ?', values };
      compiled.labels.push(values.map(labelOfSession));
      return true;
    }
  }
  compiled.where.push(`EXISTS (
    SELECT 1 FROM session_word WHERE session_word.session = event.session AND own = 1
    AND word IN (SELECT value FROM json_each(?)))`);
  compiled.values.push(list);
  return true;
}

/** What has no index of its own is asked for by the class. */
function withClass(wanted: readonly Condition<Label>[], words: WordReader): Condition[] {
  const inClass = wanted.filter(isInClass);
  if (inClass.length === 0) return [...wanted];
  const others = wanted.filter((condition) => !isInClass(condition));
  return [...others, { column: 'class', words: words.findClasses(inClass) }];
}

function isInClass(condition: Condition): condition is Condition<keyof EventClass> {
  return (classColumns as readonly string[]).includes(condition.column);
}

function narrowest(conditions: readonly Condition[]): Condition | undefined {
  const eventsOf = ({ words }: Condition) => words.reduce((sum, { events }) => sum + events, 0);
  return conditions
    .filter(
      ({ column, words }) =>
        words.length <= fewValues &&
        (column !== 'status' || words.every(({ id }) => id !== okStatus)),
    )
    .sort((a, b) => eventsOf(a) - eventsOf(b))[0];
}

function wayOf({ column, words }: Condition): Way {
  const isStatus = column === 'status';
  return {
    index: `event_${column}`,
    where: isStatus ? `status > ${okStatus} AND status = ?` : `${column} = ?`,
    values: words.map(({ id }) => id),
  };
}

function addCondition({ column, words }: Condition, compiled: CompiledFilter): void {
  if (words.length === 1) {
    compiled.where.push(`${column} = ?`);
    compiled.values.push((words[0] as Word).id);
  } else {
    compiled.where.push(`${column} IN (SELECT value FROM json_each(?))`);
    compiled.values.push(JSON.stringify(words.map(({ id }) => id)));
  }
}

/**
 * The first schema. Written out, and never changed once released: what comes later is a migration of its own.
 *
 * Rows have small numbers of their own, given in the order of arrival, so that new ones stand next to each other whatever the
 * ids of events are. Texts that come again and again (models, hosts, …) are numbers into `word`.
 */
export const v1 = `
CREATE TABLE meta (key TEXT PRIMARY KEY, value ANY) WITHOUT ROWID;

CREATE TABLE bookmark (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;

-- A text of one kind (see word-kinds.ts). \`events\`: how many events have it.
CREATE TABLE word (
  id INTEGER PRIMARY KEY,
  kind INTEGER NOT NULL,
  text TEXT NOT NULL,
  events INTEGER NOT NULL DEFAULT 0,
  UNIQUE (kind, text)
);

-- info: WriterInfo of its latest segment. first_numbered, last_numbered, numbered: of the records whose numbers count, for gaps.
-- gone: why it was judged to be gone; null where it was not, or where a record came since.
CREATE TABLE writer (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  info TEXT,
  info_segment INTEGER NOT NULL DEFAULT -1,
  last_time REAL NOT NULL DEFAULT 0,
  last_seq INTEGER NOT NULL DEFAULT -1,
  closed TEXT,
  closed_seq INTEGER NOT NULL DEFAULT -1,
  first_numbered INTEGER,
  last_numbered INTEGER,
  numbered INTEGER NOT NULL DEFAULT 0,
  gone TEXT
);
CREATE INDEX writer_numbered ON writer (last_time) WHERE numbered > 0;
CREATE INDEX writer_going ON writer (last_time)
  WHERE numbered > 0 AND gone IS NULL AND (closed_seq < 0 OR closed_seq < last_seq);
CREATE INDEX writer_gap ON writer (id) WHERE numbered > 0 AND last_numbered - first_numbered + 1 > numbered;

-- The only place of payloads: records as they came.
CREATE TABLE record (
  id INTEGER PRIMARY KEY,
  writer INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  kind INTEGER NOT NULL,
  event INTEGER,
  session INTEGER,
  body TEXT NOT NULL
);
CREATE UNIQUE INDEX record_writer ON record (writer, seq);
CREATE INDEX record_event ON record (event) WHERE event IS NOT NULL;
CREATE INDEX record_session ON record (session) WHERE session IS NOT NULL;
CREATE INDEX record_note ON record (kind) WHERE kind > 7;
-- Who a writer is, and that it closed.
CREATE INDEX record_about ON record (writer, kind, seq) WHERE kind = 5 OR kind = 7;

CREATE TABLE newer (version TEXT PRIMARY KEY, records INTEGER NOT NULL) WITHOUT ROWID;

-- What \`fold\` makes of an event's records, without what was said in it. session is null while nothing says what and whose it is.
-- class: a word made of its type, source and provider. open_writer: who wrote its latest record, while no end of it has come.
CREATE TABLE event (
  row INTEGER PRIMARY KEY,
  id TEXT NOT NULL,
  session INTEGER,
  start REAL,
  "end" REAL,
  duration REAL,
  status INTEGER,
  type INTEGER,
  source INTEGER,
  class INTEGER,
  agent INTEGER,
  model INTEGER,
  provider INTEGER,
  tool INTEGER,
  kind INTEGER,
  error_type INTEGER,
  fingerprint INTEGER,
  open_writer INTEGER,
  input_tokens INTEGER,
  output_tokens INTEGER,
  cache_read INTEGER,
  cache_creation INTEGER,
  reasoning INTEGER,
  usage_estimated INTEGER,
  cost REAL,
  cost_estimated INTEGER,
  first_chunk REAL,
  duplicate_of TEXT,
  parent TEXT,
  name TEXT,
  preview TEXT
);
CREATE INDEX event_start ON event (start);
CREATE INDEX event_session ON event (session, start);
CREATE INDEX event_class ON event (class, start);
CREATE INDEX event_agent ON event (agent, start) WHERE agent IS NOT NULL;
CREATE INDEX event_model ON event (model, start) WHERE model IS NOT NULL;
CREATE INDEX event_tool ON event (tool, start) WHERE tool IS NOT NULL;
CREATE INDEX event_error_type ON event (error_type, start) WHERE error_type IS NOT NULL;
CREATE INDEX event_fingerprint ON event (fingerprint, start, session, source) WHERE fingerprint IS NOT NULL;
-- Word 1 is the status 'ok', which nearly all have.
CREATE INDEX event_status ON event (status, start) WHERE status > 1;
CREATE INDEX event_open ON event (open_writer) WHERE open_writer IS NOT NULL;

-- From a number made of an event's id to its row. Several can have the same number. Lags behind \`event\`: see EventKeys.
CREATE TABLE event_key (key INTEGER NOT NULL, event INTEGER NOT NULL, PRIMARY KEY (key, event)) WITHOUT ROWID;

-- data: SessionData as JSON; null while no record tells of the session itself. owner: the writer whose end would end it.
-- folded_name: in lower case. last_event, last_time: of its events the latest end, or start where there is no end; and the latest of both.
CREATE TABLE session (
  row INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  data TEXT,
  folded_name TEXT,
  start REAL,
  state INTEGER,
  owner INTEGER,
  last_event REAL,
  last_time REAL,
  all_events INTEGER NOT NULL DEFAULT 0,
  events INTEGER NOT NULL DEFAULT 0,
  actions INTEGER NOT NULL DEFAULT 0,
  rounds INTEGER NOT NULL DEFAULT 0,
  llmCalls INTEGER NOT NULL DEFAULT 0,
  toolCalls INTEGER NOT NULL DEFAULT 0,
  errors INTEGER NOT NULL DEFAULT 0,
  inputTokens INTEGER NOT NULL DEFAULT 0,
  outputTokens INTEGER NOT NULL DEFAULT 0,
  cacheReadInputTokens INTEGER NOT NULL DEFAULT 0,
  cacheCreationInputTokens INTEGER NOT NULL DEFAULT 0,
  reasoningOutputTokens INTEGER NOT NULL DEFAULT 0,
  costUsd REAL NOT NULL DEFAULT 0,
  unpricedCalls INTEGER NOT NULL DEFAULT 0,
  estimatedCalls INTEGER NOT NULL DEFAULT 0,
  unmeasuredCalls INTEGER NOT NULL DEFAULT 0,
  estimatedUsageCalls INTEGER NOT NULL DEFAULT 0
);
-- With the name, so that a search in names reads no more than this.
CREATE INDEX session_start ON session (start, id, folded_name) WHERE start IS NOT NULL;
CREATE INDEX session_state ON session (state, start) WHERE start IS NOT NULL;
CREATE INDEX session_failing ON session (start) WHERE errors > 0 AND start IS NOT NULL;
CREATE INDEX session_owner ON session (owner) WHERE owner IS NOT NULL;

-- Models, tools, agents, sources and tags of a session. told: from how many of its events; own: it says so itself.
CREATE TABLE session_word (
  session INTEGER NOT NULL,
  word INTEGER NOT NULL,
  told INTEGER NOT NULL DEFAULT 0,
  own INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (session, word)
) WITHOUT ROWID;
CREATE INDEX session_word_word ON session_word (word, session);

-- Totals of the events that began in an hour (since the epoch), by model and source; 0 is none.
CREATE TABLE bucket (
  hour INTEGER NOT NULL,
  model INTEGER NOT NULL,
  source INTEGER NOT NULL,
  events INTEGER NOT NULL DEFAULT 0,
  actions INTEGER NOT NULL DEFAULT 0,
  rounds INTEGER NOT NULL DEFAULT 0,
  llmCalls INTEGER NOT NULL DEFAULT 0,
  toolCalls INTEGER NOT NULL DEFAULT 0,
  errors INTEGER NOT NULL DEFAULT 0,
  inputTokens INTEGER NOT NULL DEFAULT 0,
  outputTokens INTEGER NOT NULL DEFAULT 0,
  cacheReadInputTokens INTEGER NOT NULL DEFAULT 0,
  cacheCreationInputTokens INTEGER NOT NULL DEFAULT 0,
  reasoningOutputTokens INTEGER NOT NULL DEFAULT 0,
  costUsd REAL NOT NULL DEFAULT 0,
  unpricedCalls INTEGER NOT NULL DEFAULT 0,
  estimatedCalls INTEGER NOT NULL DEFAULT 0,
  unmeasuredCalls INTEGER NOT NULL DEFAULT 0,
  estimatedUsageCalls INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (hour, model, source)
) WITHOUT ROWID;

-- How many events that began in an hour have a word.
CREATE TABLE word_hour (
  hour INTEGER NOT NULL,
  word INTEGER NOT NULL,
  events INTEGER NOT NULL,
  PRIMARY KEY (hour, word)
) WITHOUT ROWID;

-- Prompts that build on an event of another session, so that pruning that one first keeps what they need.
CREATE TABLE prompt_link (base INTEGER NOT NULL, event INTEGER NOT NULL, PRIMARY KEY (base, event)) WITHOUT ROWID;
CREATE INDEX prompt_link_event ON prompt_link (event);
-- Whole prompts of pruned events. base: the row that the event had.
CREATE TABLE kept_prompt (event_id TEXT PRIMARY KEY, base INTEGER NOT NULL, delta TEXT NOT NULL) WITHOUT ROWID;

-- Search. A document's number is its event's start in whole milliseconds, times 2^20, and a part to tell those of one
-- millisecond apart: in the order of the numbers, hits are in the order of time.
CREATE VIRTUAL TABLE search USING fts5(
  text, labels, content='', contentless_delete=1, tokenize='unicode61 remove_diacritics 2'
);
INSERT INTO search (search, rank) VALUES ('pgsz', 4000);
-- The words that are in it, each as often as it stands there: see indexed-words.ts.
CREATE VIRTUAL TABLE search_word USING fts5vocab('search', 'instance');
CREATE TABLE search_doc (doc INTEGER PRIMARY KEY, event INTEGER NOT NULL UNIQUE);
-- Events to be searched in anew, besides those behind the mark 'searched'.
CREATE TABLE search_due (event INTEGER PRIMARY KEY);

INSERT INTO meta VALUES ('searched', 0), ('keyed', 0), ('rows', 0), ('sessions', 0), ('events', 0), ('records', 0), ('clean', 1);
INSERT INTO word (id, kind, text) VALUES
  (1, 0, 'ok'), (2, 0, 'running'), (3, 0, 'error'), (4, 0, 'cancelled'), (5, 0, 'indeterminate'),
  (6, 1, 'action'), (7, 1, 'llm'), (8, 1, 'tool'), (9, 1, 'error');
`;

import type OpenAI from 'openai-7';

/** A kind of call, of which a round makes several. */
export interface Scenario {
  title: string;
  /** What one is measured of. @default 'call' */
  unit?: 'call' | 'chunk';
  /** Calls in a round. */
  times: number;
  streamed?: true;
  /** The messages of a round's calls, made before it begins. `salt` is another one in each round. */
  prepare: (times: number, salt: string) => Messages[];
}

export type Messages = OpenAI.ChatCompletionMessageParam[];

/** 200 KB in 100 messages. */
const texts = Array.from({ length: 100 }, (_, index) =>
  `message ${index} says a few words more. `.repeat(100).slice(0, 2000),
);

const asText = (text: string): string => text;
const asParts = (text: string) => [{ type: 'text' as const, text }];
type Content = string | { type: 'text'; text: string }[];

function conversation(write: (text: string) => Content, salt = ''): Messages {
  return texts.map(
    (text, index) =>
      ({
        role: index % 2 === 0 ? 'user' : 'assistant',
        content: write(salt + text),
      }) as Messages[number],
  );
}

/** Strings as a parser makes them: one that was put together is first made whole by whoever reads it. */
function parsed<T>(messages: T): T {
  return JSON.parse(JSON.stringify(messages)) as T;
}

function short(times: number): Messages[] {
  return Array.from({ length: times }, () => [{ role: 'user', content: 'hi' }]);
}

/** As an agent does that keeps its messages and adds one a turn. */
function known(write: (text: string) => Content) {
  const history = parsed(conversation(write));
  return (times: number, salt: string): Messages[] =>
    Array.from({ length: times }, (_, index) => [
      ...history,
      { role: 'user', content: `turn ${index} ${salt}` },
    ]);
}

/** As an agent does that keeps its messages in a store. */
function parsedAgain(write: (text: string) => Content) {
  const turns = known(write);
  return (times: number, salt: string): Messages[] => turns(times, salt).map(parsed);
}

function allNew(write: (text: string) => Content) {
  return (times: number, salt: string): Messages[] =>
    Array.from({ length: times }, (_, index) => parsed(conversation(write, `${index} ${salt} `)));
}

const long = { times: 20 } as const;

export const scenarios = {
  call: { title: 'a call', times: 300, prepare: short },
  chunk: { title: 'a chunk of a stream', unit: 'chunk', times: 4, streamed: true, prepare: short },
  known: { ...long, title: '200 KB prompt, prefix known by identity', prepare: known(asText) },
  parsed: { ...long, title: '200 KB prompt, history parsed again', prepare: parsedAgain(asText) },
  new: { ...long, title: '200 KB prompt, all new', prepare: allNew(asText) },
  'known-parts': {
    ...long,
    title: '200 KB of content parts, prefix known by identity',
    prepare: known(asParts),
  },
  'parsed-parts': {
    ...long,
    title: '200 KB of content parts, history parsed again',
    prepare: parsedAgain(asParts),
  },
  'new-parts': { ...long, title: '200 KB of content parts, all new', prepare: allNew(asParts) },
} satisfies Record<string, Scenario>;

export type ScenarioId = keyof typeof scenarios;

export const scenarioIds = Object.keys(scenarios) as ScenarioId[];

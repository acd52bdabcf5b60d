import { check } from '../../conformance-kit/waiting.ts';
import { defineTopic } from '../case.ts';
import { checkStream } from '../envelope.ts';

const mebibyte = 1024 * 1024;
const mark = /\[cut by agentops: \d+ characters\]/;

/** One of each kind that is told by its looks. None was ever valid. */
const secrets = [
  'sk-ant-api03-C4n4ryC4n4ryC4n4ryC4n4ryC4n4ryC4n4ryC4n4ry',
  'sk-proj-C4n4ryC4n4ryC4n4ryC4n4ryC4n4ryC4n4ry12',
  'ghp_C4n4ryC4n4ryC4n4ryC4n4ryC4n4ryC4n4ry',
  'AKIAC4N4RYC4N4RYC4N4',
  'hf_C4n4ryC4n4ryC4n4ryC4n4ryC4n4ry',
];
/** By what stands before them. */
const named = {
  bearer: 'C4n4ry.bearer.C4n4ry.C4n4ry',
  password: 'C4n4ry-p4ssword',
  url: 'C4n4ry-url-p4ss',
};

export const values = defineTopic('values', 'Values', [
  {
    id: 'long',
    title: 'a text of 5 MiB is cut to one, and says so',
    async run(run) {
      const program = run.start();
      const text = 'long '.repeat(mebibyte);
      await program.does({ do: 'event', id: 'long', value: { text } });
      await program.does({ do: 'event', id: 'behind', value: 1 });
      await program.end();
      checkStream(run.segments());
      const written = longestText(run.lineOf('long').data);
      check(written.length <= mebibyte + 100, `it has ${written.length} characters`);
      check(mark.test(written.slice(-100)), `it ends with ${JSON.stringify(written.slice(-60))}`);
      run.lineOf('behind');
    },
  },
  {
    id: 'deep',
    title: 'what is nested deeper than 32 is cut',
    async run(run) {
      const program = run.start();
      let value: unknown = 'C4n4ry at the bottom';
      for (let depth = 0; depth < 100; depth++) value = depth % 2 ? { in: value } : [value];
      await program.does({ do: 'event', id: 'deep', value });
      await program.end();
      checkStream(run.segments());
      const depth = depthOf(run.lineOf('deep').data);
      check(depth > 10 && depth <= 40, `it is nested ${depth} deep`);
    },
  },
  {
    id: 'half-characters',
    title: 'halves of characters, control characters and NUL break no line',
    async run(run) {
      const program = run.start();
      const value = { text: 'half \ud83d of one', '\udc00': 'a\u0000b\u2028c\u001bd\r\ne' };
      await program.does({ do: 'event', id: 'halves', value });
      await program.does({ do: 'event', id: 'behind', value: 1 });
      await program.end();
      checkStream(run.segments());
      check(
        longestText(run.lineOf('halves').data).includes('half '),
        'the text around it is missing',
      );
      run.lineOf('behind');
    },
  },
  {
    id: 'awkward',
    title: 'values that can not be written as JSON become what says so, and the host goes on',
    needs: ['awkward'],
    async run(run) {
      const program = run.start();
      await program.does({ do: 'awkward', id: 'awkward' });
      await program.does({ do: 'event', id: 'behind', value: 1 });
      const { code } = await program.end();
      check(code === 0, `the program ended with ${code}: ${program.errors}`);
      checkStream(run.segments());
      const { data } = run.lineOf('awkward');
      check(JSON.stringify(data).includes('"unserialisable"'), 'none is {"unserialisable": …}');
      run.lineOf('behind');
    },
  },
  {
    id: 'secrets',
    title: 'what looks like a secret is masked, in every text, and the text around it stays',
    async run(run) {
      const program = run.start();
      const value = {
        prompt: secrets.map((secret) => `before ${secret} behind`),
        nested: { headers: `Authorization: Bearer ${named.bearer}` },
        [`key ${secrets[0]}`]: `password=${named.password} postgres://me:${named.url}@db/x`,
      };
      await program.does({ do: 'event', id: 'secrets', value });
      await program.end();
      checkStream(run.segments());
      const written = run.written();
      for (const secret of [...secrets, ...Object.values(named)]) {
        check(!written.includes(secret), `${secret} is in the data directory`);
      }
      check(written.includes('behind'), 'the text around the secrets is gone too');
      run.lineOf('secrets');
    },
  },
  {
    id: 'configuration',
    title: 'in a configuration, values under the name of a secret are masked, also nested',
    needs: ['configuration'],
    async run(run) {
      const program = run.start();
      const value = {
        'llm.api_key': 'C4n4ry-one',
        'llm.model': 'm0del-n4me',
        plugins: [
          {
            name: 'sql',
            config: { db: { password: 'C4n4ry-two' }, client_secret: 'C4n4ry-three' },
          },
        ],
      };
      await program.does({ do: 'configuration', value });
      await program.end();
      checkStream(run.segments());
      const written = run.written();
      check(!written.includes('C4n4ry'), 'a secret of the configuration is in the data directory');
      check(written.includes('m0del-n4me'), 'the configuration is not reported');
    },
  },
  {
    id: 'no-content',
    title: 'AGENTOPS_CAPTURE_CONTENT=false leaves no text of anybody in it, and all else',
    async run(run) {
      const program = run.start({ AGENTOPS_CAPTURE_CONTENT: 'false' });
      await program.does({ do: 'open', session: 's-1' });
      const value = { text: 'C4n4ry in a prompt', more: [{ deep: 'C4n4ry in a list' }] };
      await program.does({ do: 'event', id: 'kept', session: 's-1', value });
      await program.end();
      checkStream(run.segments());
      check(!run.written().includes('C4n4ry'), 'a text is in the data directory');
      check(run.lines()[0]?.data?.capture_content === false, 'capture_content is not false');
      check(run.lineOf('kept').session === 's-1', 'the event has no session');
    },
  },
]);

function longestText(value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value !== 'object' || value === null) return '';
  let longest = '';
  for (const part of Object.values(value)) {
    const text = longestText(part);
    if (text.length > longest.length) longest = text;
  }
  return longest;
}

function depthOf(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  return 1 + Math.max(0, ...Object.values(value).map(depthOf));
}

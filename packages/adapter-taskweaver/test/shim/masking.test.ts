import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { pythonEnv } from '@agentops/testkit';
import { describe, expect, test } from 'vitest';

/** Not part of what core gives its users, and so only named here. */
const core = new URL('../../../core/', import.meta.url);
const { redactText } = await import(new URL('src/pipeline/redact-text.ts', core).href);
const { secrecyOf } = await import(new URL('src/pipeline/secret-names.ts', core).href);
const { prepareContent } = await import(new URL('src/pipeline/content.ts', core).href);
const { assigned, names, plainNames, secrets, texts } = await import(
  new URL('test/pipeline/secrets.ts', core).href
);

const packages = fileURLToPath(new URL('../../python', import.meta.url));
const program = [
  'import json, sys',
  `sys.path.insert(0, ${JSON.stringify(packages)})`,
  'from agentops_taskweaver.reporting import Masking',
  'from agentops_taskweaver.reporting.redact_text import redact_text',
  'from agentops_taskweaver.reporting.secret_names import secrecy_of',
  'given = json.load(sys.stdin)',
  'told = {"texts": [redact_text(text) for text in given["texts"]], "names": [secrecy_of(name) for name in given["names"]]}',
  'told["values"] = [Masking().value(value) for value in given.get("values", [])]',
  'json.dump(told, sys.stdout)',
].join('\n');

const { python } = await pythonEnv({ name: 'masking' });

interface Samples {
  texts: string[];
  names: string[];
  values?: unknown[];
}

function inPython(given: Samples): Promise<Required<Samples>> {
  return new Promise((resolve, reject) => {
    const child = execFile(
      python as string,
      ['-B', '-X', 'utf8', '-c', program],
      { maxBuffer: 1 << 28 },
      (error, stdout) => (error ? reject(error) : resolve(JSON.parse(stdout))),
    );
    child.stdin?.end(JSON.stringify(given));
  });
}

/** The secret in all the places in which core's own tests put it, and some more. */
function placesOf(secret: string): string[] {
  return [
    secret,
    `The value is ${secret} and it must not be seen.`,
    JSON.stringify({ some: [`x ${secret}`] }),
    JSON.stringify({ text: JSON.stringify({ some: secret }) }),
    JSON.stringify({ text: `a line\n${secret}\nmore` }),
    JSON.stringify(JSON.stringify({ text: `a line\n${secret}\tmore` })),
    `https://example.com/path?a=1&value=${secret}&b=2`,
    `https://example.com/path?value=%20${secret}`,
    `export VALUE=${secret}`,
    `(${secret}), [${secret}], <${secret}>`,
    `x${secret}`,
    `${secret}x`,
    `-${secret}`,
    `ü${secret}ü`,
    `{"password": "${secret}, with blanks", "next": "stays"}`,
    `Authorization: Bearer ${secret}`,
    `api_key=${secret} secret = '${secret}' pwd:${secret}`,
    `-----BEGIN PRIVATE KEY-----\n${secret}\n-----END PRIVATE KEY-----\n`,
    `postgres://user:${secret}@host/db`,
  ];
}

describe.skipIf(!python)('masking in Python', () => {
  test('gives what it gives in core, for all that core tests it with', async () => {
    const samples = [
      ...Object.values(secrets as Record<string, string>).flatMap(placesOf),
      ...assigned,
      ...texts,
    ];
    const told = await inPython({ texts: samples, names: [...names, ...plainNames] });
    expect(samples.length).toBeGreaterThan(300);
    for (const [index, sample] of samples.entries()) {
      expect(told.texts[index], sample).toBe(redactText(sample));
    }
    expect(told.texts.filter((text, index) => text !== samples[index]).length).toBeGreaterThan(280);
    expect(told.names).toEqual([...names, ...plainNames].map(secrecyOf));
  });

  test('gives the same for anything that is put together of pieces of these', async () => {
    const pieces = [
      ...Object.values(secrets as Record<string, string>),
      ...'password passwd secret pwd PASS passphrase JWT credentials sig X-Amz-Signature connectionString --token --api-key next_token Cookie api_key apiKey OPENAI_KEY keys access-key _key sort_key token id_token refresh-token Authorization Bearer basic'.split(
        ' ',
      ),
      ...[
        '=',
        '?',
        '%3D',
        '", "',
        '["',
        ' string',
        '","value":"',
        ':',
        ' = ',
        ': ',
        '=>',
        ' == ',
        '"',
        "'",
        '\\"',
        '\\',
        ',',
        ' ',
        '\n',
        ';',
        '&',
        '%20',
        '\\n',
        '\\u0041',
        '/',
        '@',
        '://',
        '-',
        '_',
        'ü',
        'ſ',
      ],
      ...'hunter2 c4n4ry-V4lue-5ecret99 os.environ[ config.secret $DB_SECRET /home/me/a sha256:a1b2c3d4e5f6 /a/b1c2d3e4f5.txt user1_a2b3c4 plain a1b2c3d4e5f6 user host 12345 [redacted] true'.split(
        ' ',
      ),
      '-----BEGIN PRIVATE KEY-----',
      '-----END PRIVATE KEY-----',
    ];
    let state = 42;
    const next = (below: number) => {
      state = (state * 1103515245 + 12345) % 2 ** 31;
      return Math.floor((state / 2 ** 31) * below);
    };
    const samples = Array.from({ length: 4000 }, () =>
      Array.from({ length: 2 + next(9) }, () => pieces[next(pieces.length)]).join(''),
    );
    const told = await inPython({ texts: samples, names: [] });
    for (const [index, sample] of samples.entries()) {
      expect(told.texts[index], sample).toBe(redactText(sample));
    }
  });

  test('leaves out of a value what it leaves out in core', async () => {
    const secret = 'c4n4ry-V4lue-5ecret99';
    const inside = [secret, '', 'word', 7, null, true, '/home/me', `Bearer ${secret}`];
    const held = inside.flatMap((value) => [
      value,
      [value],
      { value },
      { a: { b: [value] } },
      { type: 'string', a: value },
    ]);
    const values = [...names, ...plainNames, '--token', '--api-key', 'max_secret_count'].flatMap(
      (name: string) =>
        held.flatMap((value) => [
          { [name]: value },
          [name, value],
          ['tool', name, value, '--more'],
          { name, value },
          { key: name, value },
        ]),
    );
    const told = await inPython({ texts: [], names: [], values });
    for (const [index, value] of values.entries())
      expect(told.values[index], JSON.stringify(value)).toEqual(prepareContent(value, {}));
  });

  test('takes no time on long texts that only look like it', async () => {
    const needles =
      ' sk-x ghp_ AKIA eyJ earer  authorization PRIVATE KEY----- :// password key token secret';
    const long = [
      'a'.repeat(1_000_000),
      '0123456789abcdef'.repeat(60_000),
      'password: _key= token= ://a: eyJAAAAAAAA. '.repeat(20_000),
      '_key='.repeat(100_000),
      'password="'.repeat(50_000),
    ].map((text) => text + needles);
    const told = await inPython({ texts: long, names: [] });
    for (const [index, text] of long.entries())
      expect(told.texts[index] === redactText(text)).toBe(true);
  });
});

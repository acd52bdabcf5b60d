import { describe, expect, it } from 'vitest';
import { redactText } from '../../src/pipeline/redact-text.ts';
import { isSecretName } from '../../src/pipeline/secret-names.ts';
import { assigned, assignedValue, names, plainNames, secrets, texts } from './secrets.ts';

describe.each(Object.entries(secrets))('%s', (_shape, secret) => {
  const places: Record<string, string> = {
    alone: secret,
    'in prose': `The value is ${secret} and it must not be seen.`,
    'in JSON': JSON.stringify({ some: [`x ${secret}`] }),
    'in JSON inside of JSON': JSON.stringify({ text: JSON.stringify({ some: secret }) }),
    'after a line break that JSON has escaped': JSON.stringify({ text: `a line\n${secret}\nmore` }),
    'in JSON inside of JSON, after a line break': JSON.stringify(
      JSON.stringify({ text: `a line\n${secret}\tmore` }),
    ),
    'in a query': `https://example.com/path?a=1&value=${secret}&b=2`,
    'in an assignment': `export VALUE=${secret}`,
    'in brackets': `(${secret}), [${secret}], <${secret}>`,
  };

  it.each(Object.keys(places))('is masked %s, and what is around it stays', (place) => {
    const text = places[place] as string;
    const redacted = redactText(text);
    expect(redacted).not.toContain(secret);
    expect(redacted).toContain('[redacted]');
    for (const word of [
      'and it must not be seen',
      'more',
      'https://example.com/path?a=1',
      '&b=2',
    ]) {
      if (text.includes(word)) expect(redacted).toContain(word);
    }
  });
});

describe('a secret that is told by its name', () => {
  it.each(assigned)('is masked in %s', (text) => {
    expect(redactText(text)).not.toContain(assignedValue);
  });

  it('is masked up to its closing quote, with the blanks and commas that are in it', () => {
    const text = JSON.stringify({ password: 'one, two; three four', next: 'stays' });
    expect(redactText(text)).toBe('{"password":"[redacted]","next":"stays"}');
    expect(redactText(JSON.stringify({ text }))).toBe(
      JSON.stringify({ text: '{"password":"[redacted]","next":"stays"}' }),
    );
  });
});

describe('what only looks like a secret', () => {
  it.each(texts)('stays as it is: %s', (text) => {
    expect(redactText(text)).toBe(text);
  });
});

describe('a long text', () => {
  // A regression test: an expression that began with `[A-Za-z0-9_.-]*` took minutes for one long word.
  it.each([
    ['one word', 'a'.repeat(1_000_000)],
    ['a hexadecimal dump', '0123456789abcdef'.repeat(60_000)],
    ['names without values', 'password: _key= token= ://a: eyJAAAAAAAA. '.repeat(20_000)],
    ['assignments without blanks', '_key='.repeat(100_000)],
    ['quotes that never close', 'password="'.repeat(50_000)],
    ['one long value', `token=${'a1'.repeat(300_000)} `],
    ['nothing but names', 'a_b-c.key='.repeat(50_000)],
    ['a name and blanks', `password${' '.repeat(300_000)}`],
    ['backslashes', `password${'\\'.repeat(300_000)}`],
    ['arguments', '--token --key --a-b '.repeat(30_000)],
    ['cookies', 'cookie: a; cookie: '.repeat(30_000)],
    ['addresses', '://a:b:c@d://'.repeat(30_000)],
  ])('is read in one go: %s', (_, text) => {
    const needles =
      ' sk-x ghp_ AKIA eyJ earer  authorization PRIVATE KEY----- :// password key token secret';
    expect(redactText(`${text}${needles}`)).toContain(needles);
  });
});

describe('the name of a property', () => {
  it.each(names)('%s says that its value is a secret', (name) => {
    expect(isSecretName(name)).toBe(true);
  });

  it.each(plainNames)('%s does not', (name) => {
    expect(isSecretName(name)).toBe(false);
  });
});

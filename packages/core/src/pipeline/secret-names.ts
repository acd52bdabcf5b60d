/** What a name says about its value. The same for the name of a property as for a name before `=` in a text. */

/** `certain`: whatever the value is, it is a secret. `likely`: it is one where it looks made by a machine. */
export type Secrecy = 'certain' | 'likely' | 'none';

/** Of these words the last one of a name says it all, in the plural too. */
const secretWord =
  /(?:password|passwd|passphrase|secret)s?$|^(?:credentials?|authorization|cookies?|jwts?|pass|pwd|connectionstrings?|(?:api|access|account|secret|private|auth)keys?|(?:access|auth|refresh|id|session|bearer|bot|api)tokens?)$/;

const keyOf = wordSet(
  'access account api auth deploy encryption license licence master private secret shared signing ssh',
);

/** These say where something is, or in what order. */
const plainKeyOf = wordSet(
  'arrow cache column dedup dedupe event foreign group hash idempotency index issue item join lookup map message object order partition primary project public range routing row s3 sort translation unique',
);

/** Of several tokens that grant something. Most others are counted. */
const tokensOf = wordSet('access api auth bearer bot id personal refresh security session');

/** Of a page, or of a text that was cut into tokens. */
const plainTokenOf = wordSet(
  'begin bos cancel cancellation cls completion continuation current cursor design end eos first identifier input keyword last lexer lookahead mask max min next number operator output pad page parser prev previous prompt sep separator special start stop string sync syntax text total unk word',
);

const plainPassOf = wordSet(
  'backward boarding by final first forward multi one render second single third two',
);

const known = new Map<string, Secrecy>();
const maxKnown = 5000;

/** How surely a value of this name is a secret: `api_key`, `client_secret`, `x-api-key`, `dbPassword`, `GITHUB_TOKEN`, … */
export function secrecyOf(name: string): Secrecy {
  let secrecy = known.get(name);
  if (secrecy === undefined) {
    const words = name
      .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
      .toLowerCase()
      .split(/[^a-z0-9]+/)
      .filter(Boolean);
    secrecy = secrecyOfWords(words.at(-1) ?? '', words.at(-2) ?? '');
    if (known.size >= maxKnown) known.clear();
    known.set(name, secrecy);
  }
  return secrecy;
}

/** Whether whatever has this name is a secret. */
export function isSecretName(name: string): boolean {
  return secrecyOf(name) === 'certain';
}

function secrecyOfWords(last: string, before: string): Secrecy {
  if (last === 'pass' && plainPassOf.has(before)) return 'none';
  if (secretWord.test(last)) return 'certain';
  switch (last) {
    case 'key':
      if (keyOf.has(before)) return 'certain';
      return before === '' || plainKeyOf.has(before) ? 'none' : 'likely';
    case 'token':
      if (before === '') return 'likely';
      return plainTokenOf.has(before) ? 'none' : 'certain';
    case 'keys':
      return keyOf.has(before) ? 'certain' : 'none';
    case 'tokens':
      return tokensOf.has(before) ? 'certain' : 'none';
    case 'string':
    case 'strings':
      return before === 'connection' ? 'certain' : 'none';
    default:
      return 'none';
  }
}

/** Whether a number under this name is a secret too: many are called key or token, and count something. */
export function isSecretNumberName(name: string): boolean {
  return numberName.test(name);
}

const numberName = /passw|secret/i;

function wordSet(words: string): ReadonlySet<string> {
  return new Set(words.split(' '));
}

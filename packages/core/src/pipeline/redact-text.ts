/**
 * Masks what looks like a secret. Most texts have nothing that any of the shapes begins with, which one case-sensitive expression
 * tells of all of them (for 200 KB in a third of the time that `indexOf` takes for each). The expression of a shape runs only on
 * text with one of its needles.
 */
interface Pattern {
  needles: readonly string[];
  /** What follows a needle in every text that is masked, as an expression. @default anything */
  followedBy?: string;
  expression: RegExp;
  replacement: string;
}

export const mask = '[redacted]';

/** An escape of JSON or of a URL before a secret is none of its letters. */
const escaped = String.raw`(?<=\\[bfnrt]|\\u[0-9a-fA-F]{4}|%[0-9A-Fa-f]{2})`;
/** Not inside of a longer word (`risk-…` is no key), … */
const wordStart = `(?:(?<![A-Za-z0-9_-])|${escaped})`;
/** … and, where a shape has only letters and digits, not inside of base64. */
const dataStart = `(?:(?<![A-Za-z0-9+/_-])|${escaped})`;

/** Between a name and its value, in code, headers, and JSON, which may stand inside of JSON. */
const assignment = String.raw`\\*["']?\s*(?::=|=>|={1,3}|:)\s*`;
const value = String.raw`(?!\[redacted)[^\s"'\\,;&}\])]`;
/** With its quotes, as far as the closing one, or the end of the line. */
const quoted = String.raw`(\\*["'])(?!\[redacted)[^\n]{1,1024}?(?:(?<!\\)(?=\2)|(?=\n)|$)`;
const machineMade = String.raw`(?=[^\s"'\\,;&}\])]{0,128}\d)(?=[^\s"'\\,;&}\])]{0,128}[A-Za-z])`;

// No expression begins with an open repetition: on a long word that would take the square of its length.
const patterns: readonly Pattern[] = [
  token(['sk-'], 'sk-[A-Za-z0-9_-]{16,}'),
  token(['sk_', 'rk_', 'pk_'], '[srp]k_(?:live|test)_[A-Za-z0-9]{10,}'),
  token(['ghp_', 'gho_', 'ghs_', 'ghu_', 'ghr_'], 'gh[posur]_[A-Za-z0-9]{20,}'),
  token(['github_pat_'], 'github_pat_[A-Za-z0-9_]{20,}'),
  token(['glpat-'], 'glpat-[A-Za-z0-9_-]{16,}'),
  token(['xox', 'xapp-'], '(?:xox[abeoprs]|xapp)-[A-Za-z0-9-]{10,}'),
  token(['hf_'], 'hf_[A-Za-z0-9]{20,}'),
  token(['gsk_'], 'gsk_[A-Za-z0-9]{20,}'),
  token(['npm_'], 'npm_[A-Za-z0-9]{36}'),
  token(['AKIA', 'ASIA'], '(?:AKIA|ASIA)[A-Z0-9]{16}(?![A-Za-z0-9])', dataStart),
  token(['AIza'], 'AIza[A-Za-z0-9_-]{35}', dataStart),
  token(['ya29.'], 'ya29\\.[A-Za-z0-9_-]{20,}', dataStart),
  token(['eyJ'], 'eyJ[A-Za-z0-9_-]{8,}\\.[A-Za-z0-9_-]{8,}\\.[A-Za-z0-9_-]{8,}', dataStart),
  {
    needles: ['earer ', 'EARER '],
    expression: /\b([Bb]earer|BEARER) +[A-Za-z0-9._~+/-]{16,}=*/g,
    replacement: `$1 ${mask}`,
  },
  {
    needles: ['uthorization', 'UTHORIZATION'],
    followedBy: assignment,
    expression: new RegExp(
      String.raw`(authorization${assignment}\\*["']?(?:(?:basic|bearer|token) +)?)[A-Za-z0-9._~+/=-]{8,}`,
      'gi',
    ),
    replacement: `$1${mask}`,
  },
  {
    needles: ['PRIVATE KEY-----'],
    expression: /-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g,
    replacement: mask,
  },
  {
    needles: ['://'],
    expression: /(:\/\/[^\s/:@"']*:)[^\s/@"']+(?=@)/g,
    replacement: `$1${mask}`,
  },
  {
    needles: ['assword', 'ASSWORD', 'asswd', 'ASSWD', 'ecret', 'ECRET', 'pwd', 'PWD', 'Pwd'],
    followedBy: assignment,
    // A mere `secret:` is prose.
    expression: new RegExp(
      String.raw`((?:password|passwd|(?<=["'A-Za-z0-9_-])secret|secret(?=\s*=)|\bpwd)${assignment})(?:${quoted}|(\\*["']?)${value}{4,})`,
      'gi',
    ),
    replacement: `$1$2$3${mask}`,
  },
  {
    needles: ['key', 'Key', 'KEY', 'oken', 'OKEN', 'ecret', 'ECRET'],
    followedBy: assignment,
    // Of a mere `_key` the value must look made by a machine, or `sort_key: name` would be masked.
    expression: new RegExp(
      String.raw`((?:[-_]key|(?:api|access|account)-?key|(?:access|auth|refresh|id|session|bearer|bot)[-_]?token|(?<![A-Za-z0-9_-])token|\bsecret)${assignment}\\*["']?)${machineMade}${value}{12,}`,
      'gi',
    ),
    replacement: `$1${mask}`,
  },
];

/** Whether there is anything to look at. */
const suspect = new RegExp(
  patterns
    .map(
      ({ needles, followedBy = '' }) =>
        `(?:${needles.map(escapeExpression).join('|')})${followedBy}`,
    )
    .join('|'),
);

/** Most short texts come again and again: names, models, roles, ids of kinds. These have nothing to mask. */
const clean = new Set<string>();
const maxCleanChars = 64;
const maxClean = 5000;

/** The text with every known shape of a secret masked. The same string when there is none. */
export function redactText(text: string): string {
  if (text.length < 8) return text;
  if (text.length > maxCleanChars) return applyPatterns(text);
  if (clean.has(text) || isUuid(text)) return text;
  const result = applyPatterns(text);
  if (result === text) {
    if (clean.size >= maxClean) clean.clear();
    // A copy: what was cut out of a prompt would keep all of it in memory.
    clean.add(` ${text}`.slice(1));
  }
  return result;
}

/** As `createId` makes them: each event has a new one, so that remembering them would only take the place of others. */
function isUuid(text: string): boolean {
  if (text.length !== 36) return false;
  for (let index = 0; index < 36; index++) {
    const code = text.charCodeAt(index);
    const dash = index === 8 || index === 13 || index === 18 || index === 23;
    const digit = (code >= 48 && code <= 57) || (code >= 97 && code <= 102);
    if (dash ? code !== 45 : !digit) return false;
  }
  return true;
}

function applyPatterns(text: string): string {
  if (!suspect.test(text)) return text;
  let result = text;
  for (const { needles, expression, replacement } of patterns) {
    for (const needle of needles) {
      if (!result.includes(needle)) continue;
      result = result.replace(expression, replacement);
      break;
    }
  }
  return result;
}

const maskedNames = new Map<string, string>();

/** The name of a property, masked where it is a secret itself. */
export function redactName(name: string): string {
  if (name.length < 16) return name;
  let masked = maskedNames.get(name);
  if (masked === undefined) {
    masked = redactText(name);
    if (maskedNames.size < 5000) maskedNames.set(name, masked);
  }
  return masked;
}

/** These say where something is, or in what order. */
const plainKey =
  /(?:^|[_.\-\s])(?:sort|order|group|primary|foreign|partition|range|hash|row|column|index|lookup|join|unique|object|map|cache|routing|message|translation|idempotency|public)[_.\-\s]key$/;

const secretNames = new Set(
  'password passwd pwd secret token authorization cookie apikey connectionstring privatekey accesstoken refreshtoken idtoken authtoken sessiontoken bearertoken credential credentials'.split(
    ' ',
  ),
);

const known = new Map<string, boolean>();

/** Whether a property of this name holds a secret: `api_key`, `client_secret`, `x-api-key`, `dbPassword`, `Authorization`, … */
export function isSecretName(name: string): boolean {
  let secret = known.get(name);
  if (secret === undefined) {
    const snake = name.replace(/([a-z0-9])([A-Z])/g, '$1_$2').toLowerCase();
    const plain = snake.replace(/[^a-z0-9]/g, '');
    secret =
      secretNames.has(plain) ||
      (/[_.\-\s](?:key|secret|password|passwd|cookie|connection_string)$/.test(snake) &&
        !plainKey.test(snake)) ||
      /[_.\-\s](?:access|auth|refresh|id|session|bearer|api|bot)_token$/.test(`_${snake}`);
    if (known.size < 5000) known.set(name, secret);
  }
  return secret;
}

const knownOfNumbers = new Map<string, boolean>();

/** Whether a number under this name is a secret too: many are called key or token, and count something. */
export function isSecretNumberName(name: string): boolean {
  let secret = knownOfNumbers.get(name);
  if (secret === undefined) {
    secret = /passw|secret/i.test(name);
    if (knownOfNumbers.size < 5000) knownOfNumbers.set(name, secret);
  }
  return secret;
}

/** `RegExp.escape` came with Node 24. */
function escapeExpression(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&');
}

function token(needles: readonly string[], shape: string, start = wordStart): Pattern {
  return { needles, expression: new RegExp(start + shape, 'g'), replacement: mask };
}

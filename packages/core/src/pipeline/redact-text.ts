/**
 * Masks what looks like a secret. A needle is searched first, with the plain and fast `indexOf`: the expression behind it
 * runs only on text that has it (one case-insensitive expression over 200 KB of prompt costs 30 times as much).
 */
interface Pattern {
  needles: readonly string[];
  expression: RegExp;
  replacement: string;
}

export const mask = '[redacted]';

/** Not inside of a longer word: `risk-…` is no key, and neither is a run of base64. */
const start = '(?<![A-Za-z0-9+/_-])';

const patterns: readonly Pattern[] = [
  token(['sk-'], 'sk-(?:[a-z]+[0-9]*-)*[A-Za-z0-9_-]{16,}'),
  token(['sk_', 'rk_', 'pk_'], '[srp]k_(?:live|test)_[A-Za-z0-9]{10,}'),
  token(['AKIA', 'ASIA'], '(?:AKIA|ASIA)[A-Z0-9]{16}(?![A-Za-z0-9])'),
  token(['ghp_', 'gho_', 'ghs_', 'ghu_', 'ghr_'], 'gh[posur]_[A-Za-z0-9]{20,}'),
  token(['github_pat_'], 'github_pat_[A-Za-z0-9_]{20,}'),
  token(['glpat-'], 'glpat-[A-Za-z0-9_-]{16,}'),
  token(['xox', 'xapp-'], '(?:xox[abeoprs]|xapp)-[A-Za-z0-9-]{10,}'),
  token(['AIza'], 'AIza[A-Za-z0-9_-]{35}'),
  token(['ya29.'], 'ya29\\.[A-Za-z0-9_-]{20,}'),
  token(['hf_'], 'hf_[A-Za-z0-9]{20,}'),
  token(['gsk_'], 'gsk_[A-Za-z0-9]{20,}'),
  token(['npm_'], 'npm_[A-Za-z0-9]{36}'),
  token(['eyJ'], 'eyJ[A-Za-z0-9_-]{8,}\\.[A-Za-z0-9_-]{8,}\\.[A-Za-z0-9_-]{8,}'),
  {
    needles: ['earer ', 'EARER '],
    expression: /\b([Bb]earer|BEARER) +[A-Za-z0-9._~+/-]{16,}=*/g,
    replacement: `$1 ${mask}`,
  },
  {
    needles: ['uthorization', 'UTHORIZATION'],
    expression:
      /(authorization\\?["']?\s*[:=]\s*\\?["']?(?:(?:basic|bearer|token) +)?)[A-Za-z0-9._~+/=-]{8,}/gi,
    replacement: `$1${mask}`,
  },
  {
    needles: ['PRIVATE KEY-----'],
    expression: /-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g,
    replacement: mask,
  },
  {
    needles: ['://'],
    expression: /([a-z][a-z0-9+.-]*:\/\/[^\s/:@"']*:)[^\s/@"']+(?=@)/gi,
    replacement: `$1${mask}`,
  },
  {
    needles: ['assword', 'ASSWORD', 'asswd', 'ecret', 'ECRET', 'ccountKey', 'pwd', 'PWD', 'Pwd'],
    expression:
      /((?:[A-Za-z0-9_.-]*(?:password|passwd|secret)|AccountKey|\bpwd)\\?["']?\s*[:=]\s*\\?["']?)(?!\[redacted)[^\s"'\\,;&}\]]{4,}/gi,
    replacement: `$1${mask}`,
  },
  {
    needles: ['key', 'Key', 'KEY', 'oken', 'OKEN'],
    // Of a mere `_key` the value must look made by a machine, or `sort_key: name` would be masked.
    expression:
      /((?:[A-Za-z0-9_.-]*[-_]key|api-?key|[a-z]*ApiKey|(?:access|auth|refresh|id|session)[-_]?token)\\?["']?\s*[:=]\s*\\?["']?)(?!\[redacted)(?=[^\s"'\\,;&}\]]*\d)(?=[^\s"'\\,;&}\]]*[A-Za-z])[^\s"'\\,;&}\]]{12,}/gi,
    replacement: `$1${mask}`,
  },
];

/** The text with every known shape of a secret masked. The same string when there is none. */
export function redactText(text: string): string {
  if (text.length < 8) return text;
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
      /[_.\-\s](?:key|secret|password|passwd|cookie|connection_string)$/.test(snake) ||
      /[_.\-\s](?:access|auth|refresh|id|session|bearer|api|bot)_token$/.test(`_${snake}`);
    if (known.size < 5000) known.set(name, secret);
  }
  return secret;
}

function token(needles: readonly string[], shape: string): Pattern {
  return { needles, expression: new RegExp(start + shape, 'g'), replacement: mask };
}

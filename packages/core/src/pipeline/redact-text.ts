import { assignment, mask, redactAssigned, redactFlags } from './redact-assigned.ts';

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

/** An escape of JSON or of a URL before a secret is none of its letters. */
const escaped = String.raw`(?<=\\[bfnrt]|\\u[0-9a-fA-F]{4}|%[0-9A-Fa-f]{2})`;
/** Not inside of a longer word (`risk-…` is no key), … */
const wordStart = `(?:(?<![A-Za-z0-9_-])|${escaped})`;
/** … and, where a shape has only letters and digits, not inside of base64. */
const dataStart = `(?:(?<![A-Za-z0-9+/_-])|${escaped})`;

// No expression begins with an open repetition: on a long word that would take the square of its length.
const patterns: readonly Pattern[] = [
  // Digits among letters, or the class names of a library would be masked.
  token(
    ['sk-'],
    'sk-(?=[A-Za-z0-9_-]{0,64}[A-Za-z][0-9])(?=[A-Za-z0-9_-]{0,64}[0-9][A-Za-z])[A-Za-z0-9_-]{16,}',
  ),
  token(['sk_', 'rk_', 'pk_'], '[srp]k_(?:live|test)_[A-Za-z0-9]{10,}'),
  token(['ghp_', 'gho_', 'ghs_', 'ghu_', 'ghr_'], 'gh[posur]_[A-Za-z0-9]{20,}'),
  token(['github_pat_'], 'github_pat_[A-Za-z0-9_]{20,}'),
  token(['glpat-'], 'glpat-[A-Za-z0-9_-]{16,}'),
  token(['xox', 'xapp-'], '(?:xox[abeoprs]|xapp)-[A-Za-z0-9-]{10,}'),
  token(['hf_'], 'hf_[A-Za-z0-9]{20,}'),
  token(['gsk_'], 'gsk_[A-Za-z0-9]{20,}'),
  token(['npm_'], 'npm_[A-Za-z0-9]{36}'),
  token(['r8_'], 'r8_[A-Za-z0-9]{20,}'),
  token(['xai-'], 'xai-[A-Za-z0-9]{20,}'),
  token(['pplx-'], 'pplx-[A-Za-z0-9]{20,}'),
  token(['tvly-'], 'tvly-[A-Za-z0-9-]{20,}'),
  token(['lsv2_'], 'lsv2_[a-z]{2}_[A-Za-z0-9_]{20,}'),
  token(['whsec_'], 'whsec_[A-Za-z0-9+/]{16,}=*'),
  token(['hvs.'], 'hvs\\.[A-Za-z0-9_-]{20,}'),
  token(['SG.'], 'SG\\.[A-Za-z0-9_-]{16,}\\.[A-Za-z0-9_-]{16,}', dataStart),
  token(['AQ.'], 'AQ\\.[A-Za-z0-9_-]{30,}', dataStart),
  token(['AKIA', 'ASIA'], '(?:AKIA|ASIA)[A-Z0-9]{16}(?![A-Za-z0-9])', dataStart),
  token(['AIza'], 'AIza[A-Za-z0-9_-]{35}', dataStart),
  token(['ya29.'], 'ya29\\.[A-Za-z0-9_-]{20,}', dataStart),
  token(['eyJ'], 'eyJ[A-Za-z0-9_-]{8,}\\.[A-Za-z0-9_-]{8,}\\.[A-Za-z0-9_-]{8,}', dataStart),
  {
    needles: ['earer ', 'EARER '],
    expression: /\b([Bb]earer|BEARER) +(?=[A-Za-z._~+/-]{0,128}[0-9])[A-Za-z0-9._~+/-]{16,}=*/g,
    replacement: `$1 ${mask}`,
  },
  {
    needles: ['uthorization', 'UTHORIZATION'],
    followedBy: assignment,
    expression: new RegExp(
      String.raw`(authorization${assignment}\\*["']?(?:(?:basic|bearer|token) +|(?=[A-Za-z._~+/=-]{0,128}[0-9])))[A-Za-z0-9._~+/=-]{8,}`,
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
    // As far as the last `@` of the host's part. A port with a query behind it is no password.
    expression: /(:\/\/[^\s/:@"']*:)(?!\d{1,5}[?#])[^\s/"']+(?=@)/g,
    replacement: `$1${mask}`,
  },
  {
    needles: ['ookie', 'OOKIE'],
    followedBy: String.raw`\\*["']?\s*:`,
    expression:
      /(cookie\\*["']?\s*:\s*\\*["']?)(?!\[redacted)[^\s=:,;"'\\]{1,128}=[^\n\r"'\\]{1,8192}/gi,
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
  return redactFlags(redactAssigned(redactShapes(text)));
}

function redactShapes(text: string): string {
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

/** `RegExp.escape` came with Node 24. */
function escapeExpression(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&');
}

function token(needles: readonly string[], shape: string, start = wordStart): Pattern {
  return { needles, expression: new RegExp(start + shape, 'g'), replacement: mask };
}

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** The trace of a session: its id without dashes where it is a UUID, else made of it. */
export function traceIdOf(sessionId: string): string {
  return hexOf(sessionId, 32);
}

/** The span of an event: the random end of its id where it is a UUID, else made of it. */
export function spanIdOf(eventId: string): string {
  return hexOf(eventId, 16);
}

function hexOf(id: string, digits: 16 | 32): string {
  const wanted = uuid.test(id) ? endOf(id.toLowerCase(), digits) : hash(id).slice(0, digits);
  // All zeros is no id.
  return /[^0]/.test(wanted) ? wanted : wanted.replace(/0$/, '1');
}

/** Of a UUID, without its dashes. */
function endOf(id: string, digits: 16 | 32): string {
  const end = id.slice(19, 23) + id.slice(24);
  return digits === 16 ? end : id.slice(0, 8) + id.slice(9, 13) + id.slice(14, 18) + end;
}

/** 128 bits of a text (cyrb128), where the platform's own hashes are not at hand everywhere. Not for secrets. */
function hash(text: string): string {
  let [h1, h2, h3, h4] = [1779033703, 3144134277, 1013904242, 2773480762];
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    h1 = h2 ^ Math.imul(h1 ^ code, 597399067);
    h2 = h3 ^ Math.imul(h2 ^ code, 2869860233);
    h3 = h4 ^ Math.imul(h3 ^ code, 951274213);
    h4 = h1 ^ Math.imul(h4 ^ code, 2716044179);
  }
  h1 = Math.imul(h3 ^ (h1 >>> 18), 597399067);
  h2 = Math.imul(h4 ^ (h2 >>> 22), 2869860233);
  h3 = Math.imul(h1 ^ (h3 >>> 17), 951274213);
  h4 = Math.imul(h2 ^ (h4 >>> 19), 2716044179);
  const words = [h1 ^ h2 ^ h3 ^ h4, h2 ^ h1, h3 ^ h1, h4 ^ h1];
  return words.map((word) => (word >>> 0).toString(16).padStart(8, '0')).join('');
}

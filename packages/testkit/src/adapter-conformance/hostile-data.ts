/** JSON that no provider should send. */
export const oddBodies = [
  'null',
  '[]',
  '{}',
  '"text"',
  '42',
  '{"choices":null,"content":7,"output":{}}',
];

/** Prompts that are dangerous to write down. */
export const hostilePrompts: [id: string, title: string, prompt: () => string][] = [
  ['fifty-megabytes', '50 MB of text', () => 'word '.repeat(10 * 1024 * 1024)],
  ['lone-surrogates', 'halves of characters', () => 'a\ud800 b\udc00 c\udfff\ud83d'],
  [
    'control-characters',
    'control characters and line separators',
    () => '\0\u0007\u2028\u2029\r\n',
  ],
];

/** Things in a request that are dangerous to look at. Made anew for each client, since some count. */
export const hostilePayloads: [id: string, title: string, payload: () => object][] = [
  [
    'throwing-getter',
    'a getter that throws',
    () => ({
      metadata: {
        get broken(): string {
          throw new Error('of the getter');
        },
      },
    }),
  ],
  [
    'throwing-to-json',
    'a toJSON that throws',
    () => ({
      metadata: {
        toJSON() {
          throw new Error('of toJSON');
        },
      },
    }),
  ],
  [
    'cycle',
    'a cycle',
    () => {
      const metadata: Record<string, unknown> = {};
      metadata.self = metadata;
      return { metadata };
    },
  ],
  ['bigint', 'a BigInt', () => ({ metadata: { big: 10n } })],
  [
    'throwing-proxy',
    'a Proxy that lets nobody look',
    () => ({
      metadata: new Proxy(
        {},
        {
          ownKeys() {
            throw new Error('of the Proxy');
          },
        },
      ),
    }),
  ],
  [
    'class-instance',
    'instances of classes, dates, maps and typed arrays',
    () => ({
      metadata: {
        at: new Date(0),
        map: new Map([['a', 1]]),
        bytes: new Uint8Array(3),
        nan: Number.NaN,
      },
    }),
  ],
];

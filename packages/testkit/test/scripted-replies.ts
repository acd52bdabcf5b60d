/** What a reply says it cost. */
export const USAGE = {
  inputTokens: 20,
  outputTokens: 7,
  cacheReadInputTokens: 8,
  cacheCreationInputTokens: 2,
  reasoningOutputTokens: 3,
};

export const TWO_CALLS = [
  { id: 'call_a', name: 'get_weather', arguments: { city: 'Paris', unit: '°C 🌡' } },
  { id: 'call_b', name: 'get_time', arguments: { zone: 'Europe/Paris' } },
];

export async function collect<T>(stream: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of stream) all.push(item);
  return all;
}

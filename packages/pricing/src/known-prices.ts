import {
  calcPrice,
  type ModelPrice,
  type PriceCalculation,
  type PriceOptions,
  type Usage,
} from '@pydantic/genai-prices';

/** Beyond it, what is known is found out anew: names of models come from outside. */
const maxKnown = 2000;
const dayMs = 86_400_000;

/** What a token of a kind costs, in the order in which the table adds up. */
type Rates = [kind: keyof typeof kinds, price: NonNullable<ModelPrice[string]>][];

interface Known {
  calculation: PriceCalculation;
  /** Undefined where the price is made of more than tokens of these kinds. */
  rates: Rates | undefined;
}

/** The table's names of prices that are multiplied with tokens as they are, and what they are of. */
const kinds = {
  input_mtok: 'input_tokens',
  cache_read_mtok: 'cache_read_tokens',
  cache_write_mtok: 'cache_write_tokens',
  output_mtok: 'output_tokens',
} as const;

/** By provider, model and day: where the price changes with the time of the day, there is none here. */
const known = new Map<string, Known>();

/**
 * The same as the table's `calcPrice`. That looks the model up and sorts out the units for each call (20 µs); here both are done
 * once per provider, model and day.
 *
 * @throws whatever `calcPrice` throws, such as for a usage that it can't divide up
 */
export function priceOf(
  usage: Usage,
  model: string,
  options: PriceOptions & { timestamp: Date },
): Pick<
  PriceCalculation,
  'model' | 'provider' | 'total_price' | 'input_price' | 'output_price'
> | null {
  const day = Math.floor(options.timestamp.getTime() / dayMs);
  const key = `${day}\n${options.providerId ?? ''}\n${model}`;
  let found = known.get(key);
  if (!found) {
    const calculation = calcPrice(usage, model, options);
    if (!calculation) return null;
    if (known.size >= maxKnown) known.clear();
    found = { calculation, rates: ratesOf(calculation) };
    known.set(key, found);
  }
  const { calculation, rates } = found;
  if (!rates) return calcPrice(usage, model, options);
  return { ...calculation, ...multiply(rates, usage) };
}

function ratesOf({ model, model_price: prices }: PriceCalculation): Rates | undefined {
  if (Array.isArray(model.prices) && JSON.stringify(model.prices).includes('"time_of_date"')) {
    return undefined;
  }
  const names = Object.keys(prices);
  if (names.some((name) => name.includes('reasoning') || name.startsWith('requests')))
    return undefined;
  if (prices.input_mtok === undefined || prices.output_mtok === undefined) return undefined;
  return Object.entries(prices).filter(
    ([name, price]) => Object.hasOwn(kinds, name) && price !== undefined,
  ) as Rates;
}

function multiply(
  rates: Rates,
  usage: Usage,
): Pick<PriceCalculation, 'total_price' | 'input_price' | 'output_price'> {
  const input = usage.input_tokens ?? 0;
  let plain = input;
  for (const [kind] of rates) {
    if (kind.startsWith('cache')) plain -= usage[kinds[kind]] ?? 0;
  }
  let inputUsd = 0;
  let outputUsd = 0;
  for (const [kind, price] of rates) {
    const tokens = kind === 'input_mtok' ? plain : (usage[kinds[kind]] ?? 0);
    const usd = (perMillion(price, input) * tokens) / 1e6;
    if (kind === 'output_mtok') outputUsd += usd;
    else inputUsd += usd;
  }
  return { input_price: inputUsd, output_price: outputUsd, total_price: inputUsd + outputUsd };
}

/** The tier is that of all of the input. */
function perMillion(price: Rates[number][1], input: number): number {
  if (typeof price === 'number') return price;
  let rate = price.base;
  for (const { start, price: above } of price.tiers) if (input > start) rate = above;
  return rate;
}

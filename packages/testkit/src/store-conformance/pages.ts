import type { Page, PageQuery } from '@agentops/store';

/** All items of all pages, in the order in which they come. @throws Error where pages do not end */
export async function allPages<T>(
  ask: (page: PageQuery) => Promise<Page<T>>,
  limit = 500,
  between: (page: number) => Promise<void> = async () => {},
): Promise<T[]> {
  const items: T[] = [];
  let cursor: string | undefined;
  for (let count = 0; count < 100_000; count++) {
    const page = await ask({ limit, ...(cursor === undefined ? {} : { cursor }) });
    if (page.items.length > limit) throw new Error(`A page of ${limit} has ${page.items.length}.`);
    items.push(...page.items);
    if (page.next === undefined) return items;
    if (page.items.length < limit) throw new Error('A page is not full, and is not the last.');
    cursor = page.next;
    await between(count);
  }
  throw new Error('The pages do not end.');
}

/** All that comes, at once. */
export async function gathered<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

const maxRemembered = 200;

interface RecentTool {
  id: string;
  name: string;
  startTime: number;
}

/** The last tool calls that were recorded while they ran, so that one that is seen again from outside is not counted twice. */
export class RecentTools {
  #tools: RecentTool[] = [];

  add(id: string, name: string, startTime: number): void {
    this.#tools.push({ id, name, startTime });
    if (this.#tools.length > maxRemembered) this.#tools.shift();
  }

  /** The id of a tool call of that name which started in that time. It is found once. */
  find(name: string, from: number, to: number): string | undefined {
    const index = this.#tools.findIndex(
      (tool) => tool.name === name && tool.startTime >= from && tool.startTime <= to,
    );
    if (index < 0) return undefined;
    return this.#tools.splice(index, 1)[0]?.id;
  }
}

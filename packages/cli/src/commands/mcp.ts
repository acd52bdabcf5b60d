import { openReader, type PlaceOptions } from '../recordings/open-recordings.ts';

/** `agentops mcp`: an MCP server on stdin and stdout, until its client goes. */
export async function mcp(options: PlaceOptions): Promise<void> {
  const [{ createMcpServer }, { StdioServerTransport }] = await Promise.all([
    import('../mcp/server.ts'),
    import('@modelcontextprotocol/sdk/server/stdio.js'),
  ]);
  const server = createMcpServer(() => openReader(options));
  await server.connect(new StdioServerTransport());
}

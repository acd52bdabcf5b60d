/** OpenTelemetry's names for the Model Context Protocol, and two of OpenLLMetry's. */

/** `tools/call`, `resources/read`, … */
export const MCP_METHOD_NAME = 'mcp.method.name';
export const MCP_TOOL_NAME = 'mcp.tool.name';
export const MCP_REQUEST_ARGUMENT = 'mcp.request.argument';
export const MCP_RESPONSE_VALUE = 'mcp.response.value';

/** Names for what OpenTelemetry has no word for. */

/** The session could be told in two ways, and they named different ones: which other one. */
export const AGENTOPS_ATTRIBUTION_CONFLICT = 'agentops.attribution.conflict';
/** Why an event without an end is `indeterminate`. */
export const AGENTOPS_INDETERMINATE_REASON = 'agentops.indeterminate.reason';
/** Of the session that holds what no session could be found for. */
export const AGENTOPS_UNATTRIBUTED = 'agentops.unattributed';
/** The tokens (`gen_ai.usage.*`) are an estimate: no provider counted them. Of a span; an event says so by its `usageSource`. */
export const AGENTOPS_USAGE_ESTIMATED = 'agentops.usage.estimated';
/** The stream was never read to its end, and is gone. */
export const AGENTOPS_STREAM_ABANDONED = 'agentops.stream.abandoned';
/** The caller asked for the raw HTTP response, so its body is not known. */
export const AGENTOPS_RAW_RESPONSE = 'agentops.raw_response';
/** Of an LLM call that a framework's adapter records: which adapter of the provider's SDK saw it as well. */
export const AGENTOPS_PROVIDER_SOURCE = 'agentops.provider.source';
/** Of an event made of a span: the spans that it was linked to. */
export const AGENTOPS_SPAN_LINKS = 'agentops.span.links';

"""Decodes each request in the files that are named, and prints its spans as lines of JSON."""

import json
import sys

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest


def plain(value):
    kind = value.WhichOneof("value")
    if kind is None:
        return None
    told = getattr(value, kind)
    if kind == "array_value":
        return [plain(each) for each in told.values]
    if kind == "kvlist_value":
        return attributes(told.values)
    return told


def attributes(pairs):
    return {pair.key: plain(pair.value) for pair in pairs}


for path in sys.argv[1:]:
    request = ExportTraceServiceRequest()
    with open(path, "rb") as file:
        request.ParseFromString(file.read())
    unknown = request.SerializeToString(deterministic=True)
    request.DiscardUnknownFields()
    assert request.SerializeToString(deterministic=True) == unknown, "fields that the protocol does not know"
    for resource_spans in request.resource_spans:
        for scope_spans in resource_spans.scope_spans:
            for span in scope_spans.spans:
                print(
                    json.dumps(
                        {
                            "traceId": span.trace_id.hex(),
                            "spanId": span.span_id.hex(),
                            "parentSpanId": span.parent_span_id.hex(),
                            "name": span.name,
                            "kind": span.kind,
                            "start": str(span.start_time_unix_nano),
                            "end": str(span.end_time_unix_nano),
                            "attributes": attributes(span.attributes),
                            "events": [
                                [event.name, str(event.time_unix_nano), attributes(event.attributes)]
                                for event in span.events
                            ],
                            "links": [[link.trace_id.hex(), link.span_id.hex()] for link in span.links],
                            "status": [span.status.code, span.status.message],
                            "resource": attributes(resource_spans.resource.attributes),
                            "scope": scope_spans.scope.name,
                        }
                    )
                )

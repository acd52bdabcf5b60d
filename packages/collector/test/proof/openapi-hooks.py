"""What schemathesis has to be told of the collector's API."""

import json
import os
import zlib

import schemathesis

SESSIONS = os.environ["COLLECTOR_SESSIONS"].split(",")
EVENTS = os.environ["COLLECTOR_EVENTS"].split(",")


@schemathesis.serializer("application/x-ndjson")
def ndjson(context, value):
    """The document says that it is text; what was made to be wrong may be something else."""
    if isinstance(value, bytes):
        return value
    text = value if isinstance(value, str) else json.dumps(value)
    return text.encode("utf-8", "surrogatepass")


@schemathesis.hook
def map_path_parameters(context, path_parameters):
    """Of the ids that it makes up none is there: two of three are replaced by some that are."""
    if not path_parameters or "id" not in path_parameters:
        return path_parameters
    chosen = zlib.crc32(repr(path_parameters["id"]).encode("utf-8", "surrogatepass"))
    ids = EVENTS if "/events/{id}" in context.operation.path else SESSIONS
    if chosen % 3:
        return {**path_parameters, "id": ids[chosen % len(ids)]}
    return path_parameters


@schemathesis.hook
def map_body(context, body):
    """What it makes up would delete the sessions that are there: nothing is so old, or so large."""
    if not context.operation.path.endswith("/prune") or not isinstance(body, dict):
        return body
    least = {"maxAgeMs": 1e15, "maxBytes": 1e15}
    is_number = lambda value: isinstance(value, (int, float)) and not isinstance(value, bool)
    return {
        name: max(value, least[name]) if name in least and is_number(value) and value >= 0 else value
        for name, value in body.items()
    }

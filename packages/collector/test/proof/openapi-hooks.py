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

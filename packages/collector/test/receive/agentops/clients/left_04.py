"""AgentOps 0.4.18 and later: a trace that nobody ends."""

import json

import agentops
from agentops.sdk.decorators import operation

agentops.init(auto_start_session=False)


@operation(name="plan")
def plan():
    return 1


left = agentops.start_trace("left", tags=["left"])
plan()
print(json.dumps(format(left.span.get_span_context().trace_id, "032x")))

"""AgentOps 0.4.2: what is left to use without an exception."""

import json

import agentops
from agentops import legacy
from openai import OpenAI

agentops.init(auto_start_session=False)
span, token = legacy.start_session("job", attributes={"kit": "yes"})
OpenAI().chat.completions.create(model="gpt-4o", messages=[{"role": "user", "content": "Hello?"}])
agentops.record("something happened")
legacy.end_session(span, token)
print(json.dumps(format(span.get_span_context().trace_id, "032x")))

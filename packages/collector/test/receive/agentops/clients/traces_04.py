"""AgentOps 0.4.18 and later: a trace with an agent, an operation, a broken tool and an LLM call, and a trace inside of it."""

import json

import agentops
from agentops.sdk.decorators import agent, operation, tool
from openai import OpenAI

agentops.init(auto_start_session=False)


@tool(name="lookup", cost=0.5)
def lookup(city):
    return f"sunny in {city}"


@tool(name="broken")
def broken():
    raise ValueError("broken on purpose")


@agent(name="Planner")
class Planner:
    @operation(name="plan")
    def plan(self, city):
        messages = [{"role": "user", "content": f"Weather in {city}?"}]
        OpenAI().chat.completions.create(model="gpt-4o", messages=messages)
        return lookup(city)


outer = agentops.start_trace("job", tags=["kit", "late"])
print("printed by the script")
inner = agentops.start_trace("part")
planner = Planner()
planner.plan("Bern")
del planner
try:
    broken()
except ValueError:
    pass
agentops.end_trace(inner, "Fail")
agentops.end_trace(outer, "Success")
print(json.dumps(format(outer.span.get_span_context().trace_id, "032x")))

"""AgentOps 0.3: one session with an event of each kind. Prints what the client got to know, as JSON."""

import json
import sys

import agentops
from agentops import ActionEvent, ErrorEvent, ToolEvent, track_agent
from openai import OpenAI

version = tuple(int(part) for part in sys.argv[1].split("."))
record_action = agentops.record_action if hasattr(agentops, "record_action") else agentops.record_function

agentops.init(auto_start_session=False)
session = agentops.start_session(tags=["kit"])
agentops.add_tags(["added"])


@track_agent(name="Planner")
class Planner:
    @record_action("plan")
    def plan(self, x, y=2):
        return x + y

    def ask(self, **options):
        create = OpenAI().chat.completions.create
        messages = [{"role": "user", "content": "Weather in Bern?"}]
        return create(model="gpt-4o", messages=messages, **options)


planner = Planner()
sum_ = planner.plan(1)
planner.ask()
text = "".join(chunk.choices[0].delta.content or "" for chunk in planner.ask(stream=True))
agentops.record(ToolEvent(name="lookup", params={"city": "Bern"}, returns="sunny"))
agentops.record(ActionEvent("positional"))
try:
    raise KeyError("recorded by hand")
except KeyError as error:
    agentops.record(ErrorEvent(exception=error))
# 0.3.0 and 0.3.2 replace the application's exception by a RecursionError.
if version > (0, 3, 4):

    @agentops.record_tool("broken tool")
    def broken():
        raise ValueError("broken on purpose")

    try:
        broken()
    except ValueError:
        pass

analytics = session.get_analytics() if hasattr(session, "get_analytics") else None
cost = session.end_session("Success", "all done")
told = {"session": str(session.session_id), "cost": str(cost), "analytics": analytics}
print(json.dumps({**told, "sum": sum_, "text": text}))

"""AgentOps 0.3: two sessions at once, and a third one that nobody ends. Prints their ids as JSON."""

import json
import sys

import agentops
from agentops import ActionEvent
from openai import OpenAI

agentops.init(auto_start_session=False)
first = agentops.start_session(tags=["first"])
second = agentops.start_session(tags=["second"])
create = OpenAI().chat.completions.create
messages = [{"role": "user", "content": "Hello?"}]

first.record(ActionEvent(action_type="a1"))
second.record(ActionEvent(action_type="b1"))
if sys.argv[1] != "0.3.2":
    second.patch(create)(model="gpt-4o", messages=messages)
else:
    create(model="gpt-4o", messages=messages, session=second)
first.add_tags(["late"])
first.end_session("Fail", "first failed")
second.record(ActionEvent(action_type="b2"))
second.end_session("Success")
left = agentops.start_session(tags=["left"])
left.record(ActionEvent(action_type="c1"))
print(json.dumps([str(s.session_id) for s in (first, second, left)]), flush=True)

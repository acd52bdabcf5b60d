"""Runs rounds of TaskWeaver: python host.py <app folder> <query>... and prints the session's id."""

import sys
from types import ModuleType

# The real one fetches its vocabulary from the internet.
tiktoken = ModuleType("tiktoken")


class Words:
    def encode(self, text: str) -> list:
        return text.split()


tiktoken.encoding_for_model = lambda _model: Words()
sys.modules["tiktoken"] = tiktoken

from taskweaver.app.app import TaskWeaverApp  # noqa: E402

app = TaskWeaverApp(app_dir=sys.argv[1], use_local_uri=True)
session = app.get_session()
for query in sys.argv[2:]:
    session.send_message(query)
session.stop()
app.stop()
print(f"session {session.session_id}")

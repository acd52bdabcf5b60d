"""
A program that uses TaskWeaver as a library, step by step as a scenario says. What the host itself knows in the end goes to a file,
with which a run without the shim is compared.

    python host.py <scenario.json>
"""

import json
import sys
import threading
import traceback

with open(sys.argv[1], encoding="utf-8") as file:
    SCENARIO = json.load(file)

truth = {"rounds": [], "errors": [], "values": []}
sessions = {}


def save():
    with open(SCENARIO["truth"], "w", encoding="utf-8") as file:
        json.dump(truth, file)


def send(app, step):
    name = step.get("session", "A")
    if name not in sessions:
        sessions[name] = app.get_session()
    session = sessions[name]
    handler = Raising(step["raiseIn"]) if "raiseIn" in step else None
    try:
        round = session.send_message(step["message"], event_handler=handler, files=step.get("files"))
        truth["rounds"].append({"session": name, **round.to_dict()})
    except BaseException as error:
        truth["errors"].append({"session": name, "type": type(error).__name__, "message": str(error)})


def call(app, step):
    """Outside of any round."""
    from taskweaver.llm import LLMApi

    api = app.app_injector.get(LLMApi)
    try:
        if "embed" in step:
            truth["values"].append(api.get_embedding_list(step["embed"]))
        else:
            messages = [{"role": "user", "content": step["call"]}]
            options = {"llm_alias": step["alias"]} if "alias" in step else {}
            truth["values"].append(api.chat_completion(messages, stream=step.get("stream", True), **options))
    except Exception as error:
        truth["errors"].append({"type": type(error).__name__, "message": str(error)})


def take(app, step):
    if "parallel" in step:
        threads = [threading.Thread(target=take, args=(app, part)) for part in step["parallel"]]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    elif "message" in step:
        send(app, step)
    elif "variables" in step:
        sessions[step.get("session", "A")].update_session_var(step["variables"])
    elif "stop" in step:
        sessions[step["stop"]].stop()
    elif "exec" in step:
        exec(step["exec"], {"app": app, "sessions": sessions, "truth": truth})
    else:
        call(app, step)


class Raising:
    """A user's handler that fails at one type of event."""

    def __init__(self, type):
        self.type = type

    def handle(self, event):
        if event.t.value == self.type:
            raise RuntimeError(f"a handler of the user's fails at {self.type}")


def main():
    exec(SCENARIO.get("before", ""), {})
    from taskweaver.app.app import TaskWeaverApp

    app = TaskWeaverApp(app_dir=SCENARIO["project"], config=SCENARIO.get("config"))
    exec(SCENARIO.get("after", ""), {"app": app})
    try:
        for step in SCENARIO["steps"]:
            take(app, step)
    finally:
        app.stop()
        save()


try:
    main()
except Exception:
    traceback.print_exc()
    sys.exit(3)

"""A host that does what it is told. Its argument names the shim: the toy, or a flaw of it."""
import json
import os
import sys
import threading

import flaws

shim = getattr(flaws, sys.argv[1])()


class Hostile:
    def __repr__(self):
        raise RuntimeError("no repr")


def awkward():
    cycle = {}
    cycle["again"] = cycle
    return {
        "object": Hostile(), "cycle": cycle, "function": print, "nan": float("nan"),
        "infinity": float("inf"), "bytes": b"\xff", "keys": {1: "one", None: "none"}, "set": {1},
    }


def fail():
    raise ValueError("on purpose")


def in_threads(id, threads, each):
    def work(thread):
        for n in range(each):
            shim.event(f"{id}-{thread}-{n}", n)

    running = [threading.Thread(target=work, args=(thread,)) for thread in range(threads)]
    for thread in running:
        thread.start()
    for thread in running:
        thread.join()


def fork(id):
    pid = os.fork()
    if pid == 0:
        shim.event(id, 0)
        os._exit(0)
    os.waitpid(pid, 0)
    return {"pid": pid}


def say(answer):
    print(json.dumps(answer), flush=True)


def obey(command):
    do = command["do"]
    if do == "open":
        shim.open_session(command["session"])
    elif do == "end":
        shim.end_session(command["session"])
    elif do == "event":
        shim.event(command["id"], command["value"], command.get("session"))
    elif do == "configuration":
        shim.configuration(command["value"])
    elif do == "burst":
        for n in range(command["count"]):
            shim.event(f"{command['id']}-{n}", n)
            say({"id": f"{command['id']}-{n}"})
    elif do == "threads":
        in_threads(command["id"], command["threads"], command["each"])
    elif do == "awkward":
        shim.event(command["id"], awkward())
    elif do == "failure":
        shim.hook(fail)
    elif do == "fork":
        return fork(command["id"])
    elif do == "environment":
        return {"names": list(os.environ)}
    elif do == "exit":
        sys.exit(command["code"])
    elif do == "raise":
        raise RuntimeError("nobody catches this")
    return {}


for line in sys.stdin:
    say(obey(json.loads(line)))

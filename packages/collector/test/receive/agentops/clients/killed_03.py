"""AgentOps 0.3: a session of a process that is killed."""

import os
import signal
import sys
import time

import agentops
from agentops import ActionEvent

agentops.init(auto_start_session=False, max_wait_time=100)
session = agentops.start_session(tags=["killed"])
session.record(ActionEvent(action_type="before"))
time.sleep(1)
os.kill(os.getpid(), getattr(signal, sys.argv[2]))
time.sleep(30)

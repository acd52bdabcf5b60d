"""Runs a command in a terminal of its own, types its first argument when the command is ready, and prints what is on the screen."""

import os
import pty
import sys

keys, *command = sys.argv[1:]
pid, terminal = pty.fork()
if pid == 0:
    os.execvp(command[0], command)
screen = b""
typed = False
while True:
    try:
        read = os.read(terminal, 4096)
    except OSError:
        break
    if not read:
        break
    screen += read
    if not typed and b"ready" in screen:
        typed = True
        os.write(terminal, keys.encode())
code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
sys.stdout.write(screen.decode() + "exit code %d\n" % code)

"""
Docker as far as TaskWeaver asks for it (`ces/environment.py:240-300`), for machines without: what would run in a container runs beside it,
as the image's entry point would start it, with the environment and on the ports that the host says.
"""

import os
import socket
import subprocess
import sys
import types

FIRST_PORT = 12345
seen = []


def free_ports(count):
    """That many in a row, which are free."""
    while True:
        with socket.socket() as first:
            first.bind(("127.0.0.1", 0))
            base = first.getsockname()[1]
        try:
            for port in range(base, base + count):
                with socket.socket() as other:
                    other.bind(("127.0.0.1", port))
            return base
        except (OSError, OverflowError):
            continue


class Container:
    id = "container"
    status = "running"

    def __init__(self, environment, volumes):
        places = {bound["bind"].rstrip("/"): path for path, bound in volumes.items()}
        base = free_ports(5)
        seen.append(dict(environment))
        environment = {
            **environment,
            "TASKWEAVER_CES_DIR": places["/app/ces"],
            "TASKWEAVER_CWD": places["/app/cwd"],
            "TASKWEAVER_SESSION_DIR": os.path.dirname(places["/app/cwd"]),
            "TASKWEAVER_LOGGING_FILE_PATH": os.path.join(places["/app/ces"], "kernel_logging.log"),
            "TASKWEAVER_PORT_START": str(base),
            "TASKWEAVER_KERNEL_IP": "127.0.0.1",
            "PYTHONPATH": os.environ["PYTHONPATH"],
            "PATH": os.environ["PATH"],
        }
        command = [sys.executable, "-m", "taskweaver.ces.kernel.launcher"]
        self.process = subprocess.Popen(command, env=environment)
        ports = {f"{FIRST_PORT + n}/tcp": [{"HostPort": str(base + n)}] for n in range(5)}
        self.attrs = {"NetworkSettings": {"Ports": ports}}

    def reload(self):
        pass

    def stop(self):
        self.process.kill()
        self.process.wait()

    remove = reload


class Containers:
    def run(self, image, detach, environment, volumes, ports, extra_hosts):
        self.container = Container(environment, volumes)
        return self.container

    def get(self, id):
        return self.container


class Images:
    def get(self, name):
        return types.SimpleNamespace(id="image")

    get_registry_data = get


def install():
    docker = sys.modules["docker"] = types.ModuleType("docker")
    docker.errors = sys.modules["docker.errors"] = types.ModuleType("docker.errors")
    docker.errors.DockerException = type("DockerException", (Exception,), {})
    docker.errors.ImageNotFound = type("ImageNotFound", (docker.errors.DockerException,), {})
    client = types.SimpleNamespace(containers=Containers(), images=Images())
    docker.from_env = lambda: client

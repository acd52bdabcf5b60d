"""Kernels and containers: started, or never (`ces/environment.py`, `ces/manager`)."""

from __future__ import annotations

from collections.abc import Callable
from types import ModuleType
from typing import Any

from ..patching import wrap_method
from ..recorder import Recorder
from ..reporting import without_ours


def watch_start_session(recorder: Recorder, original: Callable[..., Any]) -> Callable[..., Any]:
    """The thread that starts a kernel keeps its exception for itself, and the host then waits for ever (`defer.py:31-38`)."""

    def start_session(self: Any, session_id: str, *args: Any, **kwargs: Any) -> Any:
        try:
            return original(self, session_id, *args, **kwargs)
        except BaseException as error:
            with recorder.guard("Environment.start_session"):
                _report(recorder, session_id, error, self.mode.value)
            raise

    return start_session


def hook_sub_process_manager(recorder: Recorder, module: ModuleType) -> None:
    """Without Docker it can't be made: for all sessions of the app, and again nobody is told."""

    def make(original: Callable[..., Any]) -> Callable[..., Any]:
        def __init__(self: Any, *args: Any, **kwargs: Any) -> None:
            try:
                original(self, *args, **kwargs)
            except BaseException as error:
                with recorder.guard("SubProcessManager.__init__"):
                    mode = getattr(self, "kernel_mode", None)
                    sessions: list[str | None] = [*recorder.sessions.ids()]
                    for session_id in sessions or [None]:
                        _report(recorder, session_id, error, mode)
                raise

        return __init__

    wrap_method(module.SubProcessManager, "__init__", make)


def hook_kernel_environment(recorder: Recorder, module: ModuleType) -> None:
    """What generated code can read in its environment has nothing of ours. In a container it never has."""

    def make(original: Callable[..., Any]) -> Callable[..., Any]:
        def pre_start_kernel(self: Any, kernel_name: Any, kwargs: Any) -> Any:
            with recorder.guard("TaskWeaverMultiKernelManager.pre_start_kernel"):
                if kwargs.get("env") is not None:
                    kwargs["env"] = without_ours(kwargs["env"])
            return original(self, kernel_name, kwargs)

        return pre_start_kernel

    wrap_method(module.TaskWeaverMultiKernelManager, "pre_start_kernel", make)


def report_death(recorder: Recorder, environment: Any, session_id: str, error: BaseException) -> None:
    """Of a cell that never ended, where its kernel is gone. Of a container only Docker could tell."""
    mode = environment.mode.value
    kernel = environment.session_dict[session_id].kernel_id
    if mode == "local" and not environment.multi_kernel_manager.get_kernel(kernel).is_alive():
        _report(recorder, session_id, error, mode, "died")


def _report(recorder: Recorder, session_id: str | None, error: BaseException, mode: object, what: str = "start") -> None:
    facts = {"what": what, "error": recorder.failure(error), "kernel_mode": mode}
    recorder.reporter.report("kernel_error", facts, session=session_id)

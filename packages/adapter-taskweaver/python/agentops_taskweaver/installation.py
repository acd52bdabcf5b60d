"""Puts the hooks on TaskWeaver's classes, before or after they are imported."""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import partial
from types import ModuleType

from .hooks.code_runs import watch_execute_code
from .hooks.kernels import hook_kernel_environment, hook_sub_process_manager, watch_start_session
from .hooks.llm_services import hook_llm_api
from .hooks.plugin_calls import boot_probe, watch_client, watch_stop_session
from .hooks.sessions import hook_session, hook_session_manager
from .import_hook import AfterImport, after_import
from .patching import wrap_method
from .recorder import Recorder

Hook = Callable[[Recorder, ModuleType], None]


def _hook_environment(recorder: Recorder, module: ModuleType) -> None:
    methods = {
        "_cmd_session_init": boot_probe,
        "_get_client": watch_client,
        "execute_code": watch_execute_code,
        "start_session": watch_start_session,
        "stop_session": watch_stop_session,
    }
    for name, watch in methods.items():
        with recorder.guard(f"Environment.{name}"):
            wrap_method(module.Environment, name, partial(watch, recorder))
    hook_kernel_environment(recorder, module)


HOOKS: dict[str, Hook] = {
    "taskweaver.app.session_manager": hook_session_manager,
    "taskweaver.session.session": hook_session,
    "taskweaver.llm": hook_llm_api,
    "taskweaver.ces.environment": _hook_environment,
    "taskweaver.ces.manager.sub_proc": hook_sub_process_manager,
}


def put_on(recorder: Recorder) -> None:
    after_import({name: _guarded(recorder, name, hook) for name, hook in HOOKS.items()})


def in_kernel() -> bool:
    """TaskWeaver sets this for the kernel of a session (`ces/environment.py:214-226`)."""
    return "TASKWEAVER_SESSION_ID" in os.environ


def _guarded(recorder: Recorder, name: str, hook: Hook) -> AfterImport:
    def after(module: ModuleType) -> None:
        with recorder.guard(name):
            hook(recorder, module)

    return after

"""Runs of generated code in the kernel (`ces/environment.py`)."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from ..recorder import Recorder
from .kernels import report_death
from .plugin_calls import ensure_probe


def watch_execute_code(recorder: Recorder, original: Callable[..., Any]) -> Callable[..., Any]:
    def execute_code(self: Any, session_id: str, code: str, exec_id: str | None = None) -> Any:
        with recorder.guard("Environment.execute_code"):
            # Of a kernel that was there before us.
            ensure_probe(recorder, self, self.session_dict[session_id])
        with recorder.guard("Environment.execute_code"):
            recorder.reporter.report("code_start", {"exec_id": exec_id}, {"code": code}, session=session_id)
        begun = time.perf_counter()
        recorder.executing.add(session_id)
        try:
            result = original(self, session_id, code, exec_id)
        except BaseException as error:
            with recorder.guard("Environment.execute_code"):
                facts: dict[str, Any] = {"exec_id": exec_id, "status": "error", "duration_ms": _since(begun)}
                facts["error"] = recorder.failure(error)
                recorder.reporter.report("code_end", facts, session=session_id)
                report_death(recorder, self, session_id, error)
            raise
        finally:
            recorder.executing.discard(session_id)
        with recorder.guard("Environment.execute_code"):
            status = "ok" if result.is_success else "error"
            facts = {"exec_id": result.execution_id, "status": status, "duration_ms": _since(begun)}
            recorder.reporter.report("code_end", facts, _outcome(result), session=session_id)
        return result

    return execute_code


def _outcome(result: Any) -> dict[str, object]:
    told: dict[str, object] = {
        "output": result.output,
        "stdout": "".join(result.stdout),
        "stderr": "".join(result.stderr),
        "artifacts": [artifact.original_name or artifact.name for artifact in result.artifact],
    }
    if not result.is_success:
        told["error"] = {"message": result.error}
    return told


def _since(begun: float) -> float:
    return round((time.perf_counter() - begun) * 1000, 3)

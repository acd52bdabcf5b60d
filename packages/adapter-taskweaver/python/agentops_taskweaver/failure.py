"""An exception of the host as a line has it."""

from __future__ import annotations

import os
import traceback
from collections.abc import Iterator
from typing import Any

_OURS = os.path.dirname(os.path.abspath(__file__)) + os.sep


def describe_failure(error: BaseException, *, content: bool) -> dict[str, Any]:
    """
    `type`, `message`, `stack`, and `status_code` where one in the chain has it. TaskWeaver flattens a client's errors into
    `Exception` (`llm/openai.py:274-294`): then the type is that of the error below.

    :param content: whether texts are wanted
    """
    chain = list(chain_of(error))
    named = next((one for one in chain if type(one) is not Exception), error)
    told: dict[str, Any] = {"type": type(named).__name__}
    if content:
        told["message"] = _message(error)
        told["stack"] = _stack(error)
    for one in chain:
        status = getattr(one, "status_code", None) or getattr(getattr(one, "response", None), "status_code", None)
        if isinstance(status, int):
            told["status_code"] = status
            break
    return told


def chain_of(error: BaseException | None) -> Iterator[BaseException]:
    """The error, and those that a traceback shows above it."""
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)


def _message(error: BaseException) -> str:
    try:
        return str(error)
    except Exception:
        return type(error).__name__


def _stack(error: BaseException) -> str:
    """Without our own frames."""
    try:
        summary = traceback.TracebackException.from_exception(error)
        part: traceback.TracebackException | None = summary
        while part is not None:
            part.stack = traceback.StackSummary.from_list(
                [frame for frame in part.stack if not frame.filename.startswith(_OURS)]
            )
            part = part.__cause__ or part.__context__
        return "".join(summary.format())
    except Exception:
        return _message(error)

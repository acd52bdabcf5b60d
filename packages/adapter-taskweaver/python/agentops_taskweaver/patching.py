"""Wrappers around methods of the host, each put on once."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

_MARK = "__agentops_wraps__"


def wrap_method(owner: type, name: str, make: Callable[[Callable[..., Any]], Callable[..., Any]]) -> None:
    """
    Replaces a class's own method. Name, signature and what a decorator has left on it (`@inject`) stay.
    :raises AttributeError: where the class has no such method: a host that isn't known
    """
    original = vars(owner).get(name) or getattr(owner, name)
    if is_wrapped(original):
        return
    setattr(owner, name, _marked(original, make))


def wrap_attribute(owner: Any, name: str, make: Callable[[Callable[..., Any]], Callable[..., Any]]) -> None:
    """The same for one object, whose class stays as it is."""
    if not is_wrapped(vars(owner).get(name)):
        setattr(owner, name, _marked(getattr(owner, name), make))


def is_wrapped(function: object) -> bool:
    return hasattr(function, _MARK)


def _marked(original: Callable[..., Any], make: Callable[[Callable[..., Any]], Callable[..., Any]]) -> Callable[..., Any]:
    wrapper = functools.wraps(original)(make(original))
    setattr(wrapper, _MARK, original)
    return wrapper

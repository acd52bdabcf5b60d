"""Calls back when a module has been imported, also where that was long ago."""

from __future__ import annotations

import importlib.abc
import importlib.machinery
import importlib.util
import sys
import threading
from collections.abc import Callable, Mapping, Sequence
from types import ModuleType
from typing import Any

AfterImport = Callable[[ModuleType], None]


def after_import(callbacks: Mapping[str, AfterImport]) -> None:
    """Each callback is called once with its module. It must not raise."""
    waiting = dict(callbacks)
    for name in callbacks:
        module = sys.modules.get(name)
        if module is not None:
            waiting.pop(name)(module)
    if waiting:
        sys.meta_path.insert(0, _Finder(waiting))


class _Finder(importlib.abc.MetaPathFinder):
    """Lets the other finders find, and looks on while the module is executed. It goes when all have come."""

    def __init__(self, waiting: dict[str, AfterImport]) -> None:
        self._waiting = waiting
        self._asking = threading.local()

    def find_spec(
        self, name: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        asking: set[str] = vars(self._asking).setdefault("names", set())
        if name not in self._waiting or name in asking:
            return None
        asking.add(name)
        try:
            spec = importlib.util.find_spec(name)
        finally:
            asking.discard(name)
        if spec is not None and spec.loader is not None:
            self._watch(name, spec.loader)
        return spec

    def _watch(self, name: str, loader: Any) -> None:
        execute = loader.exec_module

        def exec_module(module: ModuleType) -> None:
            del loader.exec_module
            execute(module)
            callback = self._waiting.pop(name, None)
            if not self._waiting and self in sys.meta_path:
                sys.meta_path.remove(self)
            if callback is not None:
                callback(module)

        try:
            loader.exec_module = exec_module
        except AttributeError:
            # A loader that can't be watched, such as one of a frozen program: the host is not recorded, but runs.
            pass

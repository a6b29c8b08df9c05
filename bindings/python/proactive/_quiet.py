# SPDX-License-Identifier: Apache-2.0
"""Calls of the native module with arguments of a wrong type say which types they take, and not,
as pybind11 has it, what they were called with: that may be a person's record."""

from __future__ import annotations

import functools
from collections.abc import Callable
from types import ModuleType
from typing import Any

from proactive import _core

__all__ = ["quiet"]

SHOWN = "\nInvoked with:"


def quiet(module: ModuleType) -> None:
    """Wraps all functions and methods of a native module, and of its submodules, in place."""
    for name, member in list(vars(module).items()):
        if isinstance(member, ModuleType):
            quiet(member)
        elif isinstance(member, type) and member.__module__.startswith("proactive."):
            _quiet_class(member)
        elif type(member).__name__ == "builtin_function_or_method":
            setattr(module, name, _quiet_call(member))


def _quiet_class(class_: type) -> None:
    for name, member in list(vars(class_).items()):
        if isinstance(member, staticmethod):
            setattr(class_, name, staticmethod(_quiet_call(member.__func__)))
        elif type(member).__name__ == "instancemethod":
            setattr(class_, name, _quiet_call(member))


def _quiet_call(call: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(call, assigned=("__name__", "__qualname__", "__doc__"), updated=())
    def called(*arguments: Any, **named: Any) -> Any:
        try:
            return call(*arguments, **named)
        except TypeError as error:
            told, cut, _ = str(error).partition(SHOWN)
            if not cut:
                raise
        raise TypeError(told.rstrip())

    return called


quiet(_core)

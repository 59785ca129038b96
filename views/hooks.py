"""Flet's hooks with types that hold: state that begins empty, state that is made, and the newest value of both."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Generic, TypeVar

import flet as ft

T = TypeVar("T")

Set = Callable[[Any], None]
"""Takes the new value, or a function from the old to the new one: two quick events otherwise lose the first."""


def use_optional(kind: type[T]) -> tuple[T | None, Callable[[T | None], None]]:
    """State that begins with nothing and may hold a `kind` later."""
    hook: Any = ft.use_state
    value, put = hook(None)
    if value is not None and not isinstance(value, kind):
        raise TypeError(f"{type(value).__name__} where {kind.__name__} was meant")
    return value, put


def use_made(make: Callable[[], T]) -> tuple[T, Set]:
    """State whose first value is made once."""
    hook: Any = ft.use_state
    value, put = hook(make)
    return value, put


class Newest(Generic[T]):
    """A value as it is now, also between an event and the drawing of what it changed."""

    def __init__(self, value: T) -> None:
        self.now = value


def use_newest(value: T) -> Newest[T]:
    """Remembers the newest value across redraws without causing one."""
    hook: Any = ft.use_ref
    ref = hook(None)
    if ref.current is None:
        ref.current = Newest(value)
    newest: Newest[T] = ref.current
    return newest

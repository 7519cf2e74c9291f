"""What was made before, for as long as all that it was made from is equal: one decision touches few documents."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any, TypeVar

Value = TypeVar("Value")


class Memory:
    """Values by name, each with what it was made from. It lives as long as its process and is never stored."""

    def __init__(self) -> None:
        self._before: dict[Hashable, tuple[object, Any]] = {}
        self._now: dict[Hashable, tuple[object, Any]] = {}

    def value(self, name: Hashable, given: object, make: Callable[[], Value]) -> Value:
        """What ``make`` gave for a ``given`` equal to this one, or gives now. ``given``: all that it depends on."""
        known = self._now.get(name) or self._before.get(name)
        if known is None or known[0] != given:
            known = (given, make())
        self._now[name] = known
        found: Value = known[1]
        return found

    def turn(self) -> None:
        """One pass has ended: what it did not ask for is forgotten, so that no more is held than one pass needs."""
        self._before, self._now = self._now, {}

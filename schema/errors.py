"""The one exception that a user sees: a fault in how the program was used or set up."""

from __future__ import annotations


class UserError(Exception):
    """A slip of the user's: ``what`` happened, ``where``, and what ``todo`` next. Printed, never traced.

    ``code`` is the exit code: 2 for wrong use (a bad argument, a broken file of the user's), 1 where
    the world failed (no disk left, no mail server).
    """

    def __init__(self, what: str, *, where: str = "", todo: str = "", code: int = 2) -> None:
        self.what, self.where, self.todo, self.code = what, where, todo, code
        super().__init__(self.sentence())

    def sentence(self) -> str:
        """One line for the terminal: where, what, what to do next."""
        place = f"{self.where}: " if self.where else ""
        return f"{place}{self.what}" + (f" {self.todo}" if self.todo else "")

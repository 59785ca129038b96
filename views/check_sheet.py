"""What the parts of a check's screen share while it is drawn."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from records.rules.ruleset import CheckKind
from views.check_progress import CheckDraft, Progress
from views.days import clock_words
from views.held import Held
from views.state.app_state import AppState
from views.subject import Subject
from views.tokens import Tokens


@dataclass
class Sheet:
    """What the parts of one check screen share while it is drawn."""

    t: Tokens
    app: AppState
    kind: CheckKind
    about: Subject
    held: Held[CheckDraft]
    found: Progress
    wrong: str

    @property
    def draft(self) -> CheckDraft:
        """What has been answered."""
        return self.held.now

    def change(self, make: Callable[[CheckDraft], CheckDraft]) -> None:
        """Take a tap."""
        self.held.change(make(self.held.now).begun(self.app.now()))

    def answer(self, item: str, value: int) -> None:
        """A question was answered."""
        self.change(lambda draft: draft.answered(item, value))

    def call(self, number: str) -> None:
        """A number was called."""
        self.change(lambda draft: draft.called(number, self.app.now()))

    @property
    def called(self) -> dict[str, str]:
        """Numbers that were called, with the time of the last call."""
        return {call.number: clock_words(call.at) for call in self.draft.calls}

    def problem(self) -> str:
        """What keeps the check from being saved: how the person was met, an answer at all, a reason for less."""
        if self.draft.mode is None:
            return "mode"
        if not self.draft.answers:
            return "answers"
        if self.found.lowered and not self.draft.lower_reason.strip():
            return "lower_reason"
        return ""

"""What a bulk call comes to."""

from __future__ import annotations

from geai_client import _annotations as _t
from geai_client._errors import GeaiError


class BulkResult(list["_t.T | GeaiError"]):
    """Outcomes of a bulk call, in the order of its items: the answer of each call, or the error it failed with."""

    __module__ = "geai_client"

    @property
    def ok(self) -> list[_t.T]:
        """The answers, without the errors."""
        answers: list[_t.Any] = [outcome for outcome in self if not isinstance(outcome, GeaiError)]
        return answers

    @property
    def failed(self) -> dict[int, GeaiError]:
        """The errors, by the index of their item."""
        return {at: outcome for at, outcome in enumerate(self) if isinstance(outcome, GeaiError)}

    def raise_for_errors(self) -> None:
        """Raises the first error, if there is one. Its `bulk_result` is this object, with all other outcomes."""
        failed = self.failed
        for error in failed.values():
            error.bulk_result = self
            add_note = getattr(error, "add_note", None)
            note = f"{len(failed)} of {len(self)} calls failed; `bulk_result` of the error has all outcomes"
            if add_note is not None and note not in getattr(error, "__notes__", ()):
                add_note(note)
            raise error

    def __repr__(self) -> str:
        failed = len(self.failed)
        return f"BulkResult({len(self) - failed} ok, {failed} failed)"

"""Options of a call as the core takes them."""

from __future__ import annotations

from geai_client import _annotations as _t
from geai_client._native import Arguments


def call_options(
    timeout: float | _t.timedelta | None,
    deadline: float | _t.timedelta | None,
    retries: int | None,
    headers: _t.Mapping[str, str] | None,
) -> Arguments:
    """The options that every call has."""
    return Arguments({"timeout": timeout, "deadline": deadline, "retries": retries, "headers": headers})

"""Set-ups as code: what needs no client."""

from __future__ import annotations

import os

from geai_client import _annotations as _t
from geai_client._native import Definitions, run_task


def check(source: str | _t.PathLike[str] | _t.Mapping[str, str], /, *, environment: str | None = None) -> Definitions:
    """Reads the files of a set-up for one environment and checks them. Nothing is sent, and no variable is read.

    Args:
        source: The folder with `geai.yaml`, or texts by their paths, such as `{"agents/greeter.yaml": "…"}`.
        environment: One of the environments of `geai.yaml`; may be left out where it declares none.

    Raises:
        DefinitionsError: Something is wrong; `faults` is all of it, by file and line.
    """
    given: dict[str, object] = {"environment": environment}
    if isinstance(source, (str, os.PathLike)):
        given["folder"] = os.fspath(source)
    else:
        given["files"] = dict(source)
    return Definitions._from_json(run_task("check", given))  # noqa: SLF001 (of this package)

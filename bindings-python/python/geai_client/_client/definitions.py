"""Set-ups as code: what needs no client."""

from __future__ import annotations

from geai_client import _annotations as _t
from geai_client._native import Arguments, Definitions, run_task

from .plans import source_of


def check(source: _t.DefinitionsSource, /, *, environment: str | None = None) -> Definitions:
    """Reads the files of a set-up for one environment and checks them. Nothing is sent, and no variable is read.

    Args:
        source: The folder with `geai.yaml`, texts by their paths, such as `{"agents/greeter.yaml": "…"}`, or
            definitions: agents and integrations, or dicts: of their members, or
            `{"kind": "integration", "definition": {…}}` where the members do not say which of the two it is.
        environment: One of the environments of `geai.yaml`; may be left out where it declares none.

    Raises:
        DefinitionsError: Something is wrong; `faults` is all of it, by file and line.
    """
    given = Arguments({"source": source_of(source), "environment": environment})
    # Reporters of errors write the variables of frames down, and look for all arguments there.
    source = ""
    return Definitions._from_json(run_task("check", given))  # noqa: SLF001 (of this package)

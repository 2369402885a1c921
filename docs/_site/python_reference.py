"""Pages about the Python package: one a class, by their place on the site, and the lists of them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

_CLASS = re.compile(r"^class ([A-Z]\w*)\b", re.MULTILINE)
_EXPORTED = re.compile(r'"(\w+)"')
# Written by hand, with what they need to be said of them.
_APART = ("BaseModel", "Setting", "Event", "Page", "AsyncPage", "AsyncPages", "Response", "LabPackage")
_CLIENTS = {
    "Client": "geai_client.Client",
    "AsyncClient": "geai_client.AsyncClient",
    "Agents": "geai_client._generated.sync_client.Agents",
    "Integrations": "geai_client._generated.sync_client.Integrations",
    "Inspector": "geai_client._generated.sync_client.Inspector",
    "Interactions": "geai_client._generated.sync_client.Interactions",
}
# What every model has is said once, on the page that lists them.
_MODEL = """    options:
      show_root_heading: false
      filters: ["!^_", "!^(replace|to_dict|from_dict|to_definition|extra)$"]
"""
_CLIENT = """    options:
      show_root_heading: false
      inherited_members: true
"""


def pages(root: Path) -> dict[str, str]:
    """The page of each class."""
    made = {f"models/{name}.md": _page(name, f"geai_client.{name}", _MODEL) for name in _models(root)}
    made |= {f"clients/{name}.md": _page(name, place, _CLIENT) for name, place in _CLIENTS.items()}
    return {f"reference/python/{uri}": text for uri, text in made.items()}


def listed(root: Path, uri: str) -> str:
    """The list of classes that goes to the end of a page; nothing for other pages."""
    names = {"reference/python/models.md": _models(root), "reference/python/clients.md": list(_CLIENTS)}.get(uri, [])
    folder = uri.rpartition("/")[2].removesuffix(".md")
    lines = [f"- [{name}]({folder}/{name}.md)" for name in names]
    return "\n\n## Classes\n\n" + "\n".join(lines) + "\n" if lines else ""


def _page(name: str, place: str, options: str) -> str:
    return f"# {name}\n\n::: {place}\n{options}"


def _models(root: Path) -> list[str]:
    package = root / "bindings-python" / "python" / "geai_client"
    exported = _EXPORTED.findall((package / "__init__.py").read_text(encoding="utf-8"))
    names = _CLASS.findall((package / "_native.pyi").read_text(encoding="utf-8"))
    return sorted(name for name in names if name in exported and name not in _APART)

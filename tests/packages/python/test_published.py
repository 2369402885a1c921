"""What a release knows of its place stands in the source distribution, and so in wheels."""

from __future__ import annotations

import io
import sys
import tarfile
from email.parser import Parser
from pathlib import Path

import pytest

from support import CHECKOUT

sys.path.insert(0, str(CHECKOUT / "bindings-python" / "scripts"))

import published

FILES = {
    "PKG-INFO": "Metadata-Version: 2.4\nName: n\n\n# old\n",
    "README.md": "# old\n",
    "pyproject.toml": '[project]\nname = "n"\n',
    "core/README.md": "# core\n",
}


def texts(archive: Path) -> dict[str, str]:
    with tarfile.open(archive) as opened:
        found = {member.name.partition("/")[2]: opened.extractfile(member) for member in opened.getmembers()}
        return {name: file.read().decode() for name, file in found.items() if file}


@pytest.mark.parametrize("address", ["https://forge.example/owner/name", None])
def test_addresses_and_readme(tmp_path: Path, address: str | None) -> None:
    archive = tmp_path / "n-1.tar.gz"
    with tarfile.open(archive, "w:gz") as opened:
        for name, text in FILES.items():
            member = tarfile.TarInfo(f"n-1/{name}")
            member.size = len(text)
            opened.addfile(member, io.BytesIO(text.encode()))
    published.rewrite(archive, "# new\n", address)
    found = texts(archive)
    message = Parser().parsestr(found["PKG-INFO"])
    assert (message["Name"], message.get_payload(), found["README.md"]) == ("n", "# new\n", "# new\n")
    assert found["core/README.md"] == FILES["core/README.md"]
    links = [f"{label}, {url}" for label, url in published.urls(address).items()] if address else []
    assert (message.get_all("Project-URL") or []) == links
    assert found["pyproject.toml"].count("[project.urls]") == bool(address)
    assert all(f'= "{link.partition(", ")[2]}"' in found["pyproject.toml"] for link in links)

"""Gives a source distribution what it says of the place where it is published: addresses, and a README for a registry.

    node bindings-node/scripts/published.mjs > published.json
    python bindings-python/scripts/published.py target/wheels/geai_client-0.1.0.tar.gz published.json

Wheels are built from its contents, and so say the same.
"""

from __future__ import annotations

import io
import json
import sys
import tarfile
from pathlib import Path


def urls(address: str) -> dict[str, str]:
    """What a registry shows beside the project."""
    return {
        "Homepage": address,
        "Issues": f"{address}/issues",
        "Changelog": f"{address}/blob/main/CHANGELOG.md",
    }


def changed(name: str, text: str, readme: str, address: str | None) -> str:
    """The text of a file of the distribution, by its name below the one directory."""
    links = urls(address) if address else {}
    if name == "README.md":
        return readme
    if name == "pyproject.toml" and links:
        return text + "\n[project.urls]\n" + "".join(f'{label} = "{url}"\n' for label, url in links.items())
    if name == "PKG-INFO":
        head, _, _ = text.partition("\n\n")
        return "\n".join([head, *(f"Project-URL: {label}, {url}" for label, url in links.items()), "", readme])
    return text


def rewrite(archive: Path, readme: str, address: str | None) -> None:
    """Changes the archive in its place."""
    made = io.BytesIO()
    with tarfile.open(archive) as given, tarfile.open(fileobj=made, mode="w:gz") as output:
        for member in given.getmembers():
            content = given.extractfile(member)
            if content is None:
                output.addfile(member)
                continue
            data = content.read()
            name = member.name.partition("/")[2]
            if name in {"README.md", "pyproject.toml", "PKG-INFO"}:
                data = changed(name, data.decode(), readme, address).encode()
                member.size = len(data)
            output.addfile(member, io.BytesIO(data))
    archive.write_bytes(made.getvalue())


if __name__ == "__main__":
    published = json.loads(Path(sys.argv[2]).read_text(encoding="utf-8"))
    rewrite(Path(sys.argv[1]), published["readme"], published["address"])

"""Where the built packages are, and what is in them."""

from __future__ import annotations

import os
import tarfile
import zipfile
from email.message import Message
from email.parser import Parser
from pathlib import Path

CHECKOUT = Path(__file__).parents[3]

WHEELS = Path(os.environ["GEAI_WHEELS"])
[ABI3_WHEEL] = WHEELS.glob("*-abi3-*.whl")


def members(wheel: Path) -> dict[str, bytes]:
    """All files of a wheel."""
    with zipfile.ZipFile(wheel) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def metadata(wheel: Path) -> Message:
    """What the wheel says of itself."""
    [text] = (content for name, content in members(wheel).items() if name.endswith(".dist-info/METADATA"))
    return Parser().parsestr(text.decode())


def sdist_names(archive: Path) -> list[str]:
    """All files of a source distribution, without its one directory."""
    with tarfile.open(archive) as opened:
        return [member.name.partition("/")[2] for member in opened.getmembers() if member.isfile()]

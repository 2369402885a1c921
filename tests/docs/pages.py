"""The pages of the documentation as programs, in one language.

A block that begins with an import begins a program; blocks without one go on with it. A program has the lines of its
page: whatever is not its code is blank, so that a traceback and the message of a compiler name the line of the page.
Code that readers need not see stands in a comment of HTML that begins with the name of the language.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from geai_client.testing import Emulator

ROOT = Path(__file__).resolve().parents[2]
PAGES = [ROOT / "README.md", *sorted(path for path in (ROOT / "docs").rglob("*.md") if "_site" not in path.parts)]
PYTHON, NODE, RUST = ("python",), ("js", "ts"), ("rust",)
# Parts of examples that something else runs.
EXCERPTS = ("py",)
# What is no program, or one of the reader's shell; `javascript` and `typescript`: files that the package tests run.
SHOWN_ONLY = ("console", "dockerfile", "ini", "javascript", "json", "sh", "text", "typescript", "yaml")

_FENCE = re.compile(r"( *)```(\w*)")
_HIDDEN = re.compile(r"<!-- (\w+)$")
_IMPORT = re.compile(r"import |from ")


@dataclass(frozen=True)
class Page:
    """A page of the documentation."""

    path: Path

    @property
    def name(self) -> str:
        """Its path in the repository."""
        return self.path.relative_to(ROOT).as_posix()

    def languages(self) -> set[str]:
        """The languages of its blocks."""
        return {language for language, _, _ in self._blocks()}

    def blocks(self, languages: tuple[str, ...]) -> list[str]:
        """Its blocks in these languages."""
        return ["\n".join(block) for language, _, block in self._blocks() if language in languages]

    def programs(self, languages: tuple[str, ...]) -> list[str]:
        """Its programs in these languages, in order."""
        programs: list[dict[int, str]] = []
        for language, first, block in self._blocks():
            if language not in languages:
                continue
            if _IMPORT.match(block[0]) or not programs:
                programs.append({})
            programs[-1].update(enumerate(block, first))
        return ["".join(f"{lines.get(at, '')}\n" for at in range(max(lines) + 1)) for lines in programs]

    def _blocks(self) -> Iterator[tuple[str, int, list[str]]]:
        """Its blocks: the language, the index of the first line, and the lines."""
        language, closing, indent, first = "", "", 0, 0
        lines = self.path.read_text(encoding="utf-8").splitlines()
        for at, line in enumerate(lines):
            if closing:
                if line.strip() == closing:
                    yield language, first, [inside[indent:] for inside in lines[first:at]]
                    closing = ""
            elif opened := _FENCE.match(line) or _HIDDEN.match(line):
                fenced = opened.re is _FENCE
                indent, language = (len(opened[1]), opened[2]) if fenced else (0, opened[1])
                closing, first = "```" if fenced else "-->", at + 1
        if closing:
            message = f"{self.name}: `{closing}` is missing"
            raise ValueError(message)


def pages_with(languages: tuple[str, ...]) -> list[Page]:
    """The pages that show code in these languages."""
    return [page for page in map(Page, PAGES) if page.programs(languages)]


def surroundings(emulator: Emulator, directory: Path) -> Mapping[str, str]:
    """Prepares a directory to run in as a reader would; gives the environment.

    The environment names the emulator as the server; the directory holds the files of `examples` that pages mention.
    """
    for folder, files in (("definitions", "*.json"), ("integrations", "*.openapi.*"), ("emulator", "*.yaml")):
        for file in (ROOT / "examples" / folder).glob(files):
            shutil.copy(file, directory)
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("GEAI_", "SAIA_", "OAuth_"))}
    return {
        **inherited,
        "HOME": str(directory),
        "GEAI_API_BASE_URL": emulator.url,
        "GEAI_APITOKEN": emulator.token("dev"),
        "GEAI_PROD_APITOKEN": emulator.token("prod"),
    }

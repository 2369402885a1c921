"""What the documentation shows in Python and Node runs, page by page, against the emulator."""

from __future__ import annotations

import itertools
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from pages import EXCERPTS, NODE, PAGES, PYTHON, ROOT, RUST, SHOWN_ONLY, Page, pages_with, surroundings

from geai_client.testing import Emulator

sys.path.insert(0, str(ROOT / "docs" / "_site"))

import operations
import picture
import tabs

PATIENCE = 120
# What the site's extensions understand and a forge shows as text.
SITE_ONLY = r"^ *(?:===|!!!|\?\?\?) .*|\{ ?[.:#][a-z][\w-]*[^}]*\}$"
# Below the package, so that programs can import it by its name.
WORK = ROOT / "target" / "docs"


def run(programs: list[list[object]], directory: Path) -> None:
    """Runs programs where a reader would, one after the other; they must succeed and say nothing on standard error."""
    with Emulator(projects=["dev", "prod"]) as emulator:
        environment = surroundings(emulator, directory)
        for command in programs:
            result = subprocess.run(
                list(map(str, command)),
                cwd=directory,
                env=environment,
                capture_output=True,
                text=True,
                timeout=PATIENCE,
                check=False,
            )
            assert (result.returncode, result.stderr) == (0, "")


def written(folder: str, languages: tuple[str, ...], suffix: str) -> dict[str, list[Path]]:
    """The programs of all pages as files."""
    shutil.rmtree(WORK / folder, ignore_errors=True)
    (WORK / folder).mkdir(parents=True)
    files: dict[str, list[Path]] = {}
    for page in pages_with(languages):
        stem = page.name.removesuffix(".md").replace("/", "_").replace("-", "_")
        for number, program in enumerate(page.programs(languages), 1):
            path = WORK / folder / f"{stem}_{number}{suffix}"
            path.write_text(program, encoding="utf-8")
            files.setdefault(page.name, []).append(path)
    return files


@pytest.fixture(scope="session")
def python_programs() -> dict[str, list[Path]]:
    return written("python", PYTHON, ".py")


@pytest.fixture(scope="session")
def node_programs() -> dict[str, list[Path]]:
    """The programs, compiled. What the types refuse is in the output of the compiler."""
    files = written("node", NODE, ".mts")
    config = {
        "extends": str(ROOT / "tsconfig.base.json"),
        "compilerOptions": {"rootDir": ".", "typeRoots": [str(ROOT / "node_modules" / "@types")]},
        "include": ["*.mts"],
    }
    (WORK / "node" / "tsconfig.json").write_text(json.dumps(config), encoding="utf-8")
    tsc = ROOT / "node_modules" / ".bin" / "tsc"
    result = subprocess.run([tsc, "-p", WORK / "node"], capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout
    return {name: [path.with_suffix(".mjs") for path in paths] for name, paths in files.items()}


@pytest.mark.parametrize("page", pages_with(PYTHON), ids=lambda page: page.name)
def test_python(page: Page, python_programs: dict[str, list[Path]], tmp_path: Path) -> None:
    run([[sys.executable, "-W", "error", program] for program in python_programs[page.name]], tmp_path)


@pytest.mark.parametrize("page", pages_with(NODE), ids=lambda page: page.name)
def test_node(page: Page, node_programs: dict[str, list[Path]], tmp_path: Path) -> None:
    run([["node", program] for program in node_programs[page.name]], tmp_path)


@pytest.mark.parametrize("page", [*map(Page, PAGES)], ids=lambda page: page.name)
def test_nothing_is_shown_that_is_not_run(page: Page) -> None:
    assert page.languages() <= {*PYTHON, *NODE, *RUST, *EXCERPTS, *SHOWN_ONLY}


@pytest.mark.parametrize("page", [*map(Page, PAGES)], ids=lambda page: page.name)
def test_every_page_reads_well_as_plain_markdown(page: Page) -> None:
    assert re.findall(SITE_ONLY, page.path.read_text(encoding="utf-8"), re.MULTILINE) == []


@pytest.mark.parametrize("page", [*map(Page, PAGES)], ids=lambda page: page.name)
def test_excerpts_are_of_examples_that_run(page: Page) -> None:
    # Needs engines that are not here: qa/engines runs them.
    shown = page.blocks(EXCERPTS) + (page.blocks(("javascript",)) if page.name == "docs/jobs/machines.md" else [])
    files = [path.read_text(encoding="utf-8") for path in (ROOT / "examples" / "machines").rglob("*.*js")]
    files += [path.read_text(encoding="utf-8") for path in (ROOT / "examples" / "machines").glob("*.py")]
    assert [block for block in shown if not any(block in file for file in files)] == []


def test_every_operation_has_an_example() -> None:
    assert operations._examples(ROOT).keys() == {row["name"] for row in operations.table(ROOT)}
    assert "| parameter | type | |" in operations.page(ROOT)


def test_the_picture_is_what_the_demo_prints() -> None:
    assert picture.PICTURE.read_text(encoding="utf-8") == picture.picture(picture.shown())


def test_languages_side_by_side_become_tabs() -> None:
    python, node = "```python\n# **Node**\n```\n\nMore.", "```ts\n```"
    page = f"**Python**\n\n{python}\n\n**Node**\n\n{node}\n\nAfter.\n\n**Python**\n\nAlone."
    made = tabs.tabbed(page)
    assert made.split('=== "Node"')[0].replace("    ", "") == f'=== "Python"\n\n{python}\n\n'
    assert made.endswith('=== "Node"\n\n    ```ts\n    ```\n\nAfter.\n\n**Python**\n\nAlone.')


def test_python_passes_the_type_checker(python_programs: dict[str, list[Path]]) -> None:
    command = [sys.executable, "-m", "mypy", "--strict", "--config-file=", "--scripts-are-modules"]
    result = subprocess.run(
        [*command, *itertools.chain(*python_programs.values())], cwd=WORK, capture_output=True, text=True, check=False
    )
    assert result.returncode == 0, result.stdout

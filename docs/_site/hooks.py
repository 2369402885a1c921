"""What the site needs beside its pages: generated reference, links out of the documentation, no requests elsewhere."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from mkdocs.exceptions import PluginError
from mkdocs.structure.files import File, Files

sys.path.insert(0, str(Path(__file__).parent))

import operations
import python_reference
import tabs

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.pages import Page

SITE = Path(__file__).parent
ROOT = SITE.parents[1]
TARGET = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))
# Pages that are kept elsewhere in the repository.
BROUGHT = {"measured/results.md": "qa/faults/RESULTS.md", "measured/comparison.md": "qa/comparison/RESULTS.md"}
RUSTDOC = TARGET / "doc"
CRATES = ("geai_client", "geai_emulator")
# What rustdoc writes beside the crates.
SHARED = ("static.files", "search.index", "trait.impl", "type.impl", "src")
# What typedoc writes below every method: too much for a table of contents.
_DETAIL = re.compile(r"^#{4,} (.+)$", re.MULTILINE)

# Entry points of the Node package, as typedoc calls them and as users do.
MODULES = {
    "index": "geai-client",
    "opentelemetry": "geai-client/opentelemetry",
    "testing": "geai-client/testing",
}

# Weights in the search, by the beginnings of places; all others are guides.
_BOOSTS = {"jobs/": 40, "reference/": 0.02, "decisions/": 0.02, "measured/": 0.02, "contract": 0.1, "upgrade": 0.1}

_HIDDEN = re.compile(r"<!-- (?:python|ts|js|rust)\n.*?\n-->\n", re.DOTALL)
_LINK = re.compile(r"\[([^\]\[]*)\]\(((?!https?:|#|mailto:)[^)\s]+)\)")
_STYLED = re.compile(r"(?:@import\s+|url\()[\"']?(?:https?:)?//([^\"'/)]+)")
_FETCHED = re.compile(r"<(?:script|link|img|iframe|source)\b[^>]*?\b(?:src|href)=[\"']?(?:https?:)?//([^\"'/> ]+)")


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Addresses, which only the environment of a release knows: of the site for its map, of sources for edit links."""
    server, repository = os.environ.get("GITHUB_SERVER_URL"), os.environ.get("GITHUB_REPOSITORY")
    if server and repository:
        # No `repo_url`: the theme would ask the forge for the number of its stars.
        config.edit_uri = f"{server}/{repository}/edit/{os.environ.get('GITHUB_REF_NAME', 'main')}/{_folder(config)}/"
    if site := os.environ.get("SITE_URL"):
        config.site_url = f"{site.rstrip('/')}/"
    return config


def _folder(config: MkDocsConfig) -> str:
    """The folder of the pages, in the repository."""
    return Path(config.docs_dir).relative_to(Path(config.config_file_path).parent).as_posix()


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Adds what is generated."""
    made = {"reference/operations.md": operations.page(ROOT)}
    made |= {uri: (ROOT / path).read_text(encoding="utf-8") for uri, path in BROUGHT.items() if (ROOT / path).exists()}
    made |= _node_pages() | python_reference.pages(ROOT)
    for uri, content in made.items():
        files.append(File.generated(config, uri, content=content))
    return files


def on_page_markdown(markdown: str, page: Page, files: Files, **_: object) -> str:
    """Hides what only the tests run, makes tabs of languages, and links to what is not on the site plain text."""
    page.meta.setdefault("search", {})["boost"] = _boost(page.file.src_uri)
    markdown += python_reference.listed(ROOT, page.file.src_uri)
    folder = Path(page.file.src_uri).parent
    known = {file.src_uri for file in files}

    def linked(match: re.Match[str]) -> str:
        text, target = match.groups()
        uri = os.path.normpath(folder / target.partition("#")[0])
        outside = uri.startswith("..") or (uri in BROUGHT and uri not in known)
        return text if outside else match[0]

    return tabs.tabbed(_LINK.sub(linked, _HIDDEN.sub("", markdown)))


def _boost(uri: str) -> float:
    """Weight of a page in the search: guides before reference, and what is behind it all last."""
    return next((boost for beginning, boost in _BOOSTS.items() if uri.startswith(beginning)), 20)


def on_post_build(config: MkDocsConfig) -> None:
    """Adds the documentation of the crates and looks for requests to other hosts."""
    site = Path(config.site_dir)
    # The canonical address of a page is a link to itself.
    own = {urlsplit(config.site_url).netloc} if config.site_url else set()
    for file in (*site.rglob("*.html"), *site.rglob("*.css")):
        fetched = _FETCHED if file.suffix == ".html" else _STYLED
        if hosts := set(fetched.findall(file.read_text(encoding="utf-8"))) - own:
            message = f"{file.relative_to(site)} fetches from {', '.join(sorted(hosts))}"
            raise PluginError(message)
    crates = site / "reference" / "crates"
    crates.mkdir(parents=True, exist_ok=True)
    for name in (*CRATES, *SHARED):
        if (RUSTDOC / name).is_dir():
            shutil.copytree(RUSTDOC / name, crates / name, dirs_exist_ok=True)
    for file in (*RUSTDOC.glob("*.js"), *RUSTDOC.glob("*.html")):
        shutil.copy(file, crates)
    if missing := [name for name in CRATES if not (crates / name / "index.html").exists()]:
        message = f"no documentation of {', '.join(missing)} in {RUSTDOC}; `make docs` runs cargo doc first"
        raise PluginError(message)


def _node_pages() -> dict[str, str]:
    """Pages about the Node package, written by typedoc, by their place on the site."""
    written = TARGET / "docs" / "typedoc"
    shutil.rmtree(written, ignore_errors=True)
    typedoc = SITE / "node_modules" / ".bin" / "typedoc"
    if not typedoc.exists():
        message = f"{typedoc} is missing; `make docs` runs npm ci in {SITE}"
        raise PluginError(message)
    result = subprocess.run(
        [typedoc, "--options", SITE / "typedoc.json", "--out", written], capture_output=True, text=True, check=False
    )
    if result.returncode:
        message = f"typedoc: {result.stdout}{result.stderr}"
        raise PluginError(message)
    pages = {}
    for module, name in MODULES.items():
        for path in sorted((written / module).rglob("*.md")):
            uri = f"reference/node/{path.relative_to(written).as_posix()}"
            text = path.read_text(encoding="utf-8").replace(f"# {module}\n", f"# {name}\n", 1)
            pages[uri] = _DETAIL.sub(r"**\1**", text)
    return pages

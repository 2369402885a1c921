"""What of the site depends on where it is published."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from mkdocs.commands.build import build
from mkdocs.config import load_config
from pages import ROOT

sys.path.insert(0, str(ROOT / "docs" / "_site"))

import hooks

CONFIG = """site_name: a
theme: {name: material, features: [content.action.edit]}
plugins: []
"""


def built(folder: Path) -> tuple[str, str]:
    """A page and the map of a site with these hooks."""
    (folder / "docs" / "jobs").mkdir(parents=True)
    (folder / "docs" / "jobs" / "many.md").write_text("# Many", encoding="utf-8")
    (folder / "mkdocs.yml").write_text(CONFIG, encoding="utf-8")
    config = load_config(str(folder / "mkdocs.yml"))
    build(hooks.on_config(config))
    page = folder / "site" / "jobs" / "many" / "index.html"
    return page.read_text(encoding="utf-8"), (folder / "site" / "sitemap.xml").read_text(encoding="utf-8")


def test_pages_have_addresses_where_they_are_known(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("GITHUB_SERVER_URL", "https://forge.example")
    monkeypatch.setenv("GITHUB_REPOSITORY", "owner/name")
    monkeypatch.setenv("GITHUB_REF_NAME", "main")
    monkeypatch.setenv("SITE_URL", "https://docs.example/geai")
    page, site_map = built(tmp_path)
    assert 'href="https://forge.example/owner/name/edit/main/docs/jobs/many.md"' in page
    assert "<loc>https://docs.example/geai/jobs/many/</loc>" in site_map


def test_without_them_no_link_leads_anywhere(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("GITHUB_SERVER_URL", "GITHUB_REPOSITORY", "SITE_URL"):
        monkeypatch.delenv(name, raising=False)
    page, site_map = built(tmp_path)
    assert "/edit/" not in page
    assert "<loc>" not in site_map

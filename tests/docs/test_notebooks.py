"""The notebooks run from top to bottom, and what they hold is what they show."""

from __future__ import annotations

import re
import sys
import warnings
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient
from pages import ROOT

PATIENCE = 120
NOTEBOOKS = sorted((ROOT / "examples" / "notebooks").glob("*.ipynb"))
# What is another one in every run.
_VARIES = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|127\.0\.0\.1:\d+|\d+ ms")


def executed(path: Path) -> Any:
    """The notebook, run in a kernel of this interpreter that sees nothing of the machine's configuration."""
    notebook = nbformat.read(path, as_version=4)
    client = NotebookClient(notebook, timeout=PATIENCE, kernel_name="python3", resources={"metadata": {"path": ROOT}})
    with warnings.catch_warnings():
        # Those of the libraries that run the kernel; its own stand in the outputs.
        warnings.simplefilter("ignore")
        client.execute()
    return notebook


def shown(notebook: Any) -> list[tuple[str, list[Any]]]:
    """What each cell shows, without what varies."""

    def plain(output: Any) -> Any:
        data = output.get("data") or {"text": output.get("text") or output.get("evalue")}
        return output["output_type"], {kind: _VARIES.sub("…", str(value)) for kind, value in sorted(data.items())}

    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    return [(cell.source, [plain(output) for output in cell.outputs]) for cell in code]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_notebook(path: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path))
    for name in ("GEAI_API_BASE_URL", "GEAI_APITOKEN", "GEAI_API_KEY", "SAIA_APITOKEN"):
        monkeypatch.delenv(name, raising=False)
    fresh = executed(path)
    assert shown(fresh) == shown(nbformat.read(path, as_version=4)), f"run `python tests/docs/{Path(__file__).name}`"
    outputs = [output for cell in fresh.cells for output in cell.get("outputs", ())]
    assert not [output for output in outputs if output.get("name") == "stderr"]
    assert any("<table" in output.get("data", {}).get("text/html", "") for output in outputs)


if __name__ == "__main__":
    for path in map(Path, sys.argv[1:] or NOTEBOOKS):
        notebook = executed(path)
        for cell in notebook.cells:
            cell.metadata.pop("execution", None)
        nbformat.write(notebook, path)

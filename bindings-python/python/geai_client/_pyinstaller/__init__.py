"""What PyInstaller has to know of this package."""

from __future__ import annotations

from pathlib import Path


def hook_dirs() -> list[str]:
    """Directories of hooks, for the entry point `pyinstaller40`."""
    return [str(Path(__file__).parent)]

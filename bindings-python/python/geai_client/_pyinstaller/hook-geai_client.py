"""Modules that the native module imports, and those that are loaded late: PyInstaller sees neither."""

from PyInstaller.utils.hooks import collect_submodules

hiddenimports = [
    *collect_submodules("geai_client", filter=lambda name: not name.startswith("geai_client._pyinstaller")),
    "asyncio",
    "atexit",
    "contextvars",
    "decimal",
    "html",
    "inspect",
    "json",
    "logging",
    "operator",
    "pathlib",
    "signal",
    "threading",
    "traceback",
    "webbrowser",
]

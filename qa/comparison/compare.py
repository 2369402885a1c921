# ruff: noqa: INP001, RUF001, RUF002, S603, T201
"""Plays the same faults to published clients and to this one, and writes what the ledger says to RESULTS.md.

    python qa/comparison/compare.py [--only openai,stripe] [--rows fork,cancel]

Peers are installed into directories of their own under `target/comparison`. A run of some rows or clients replaces
those cells and leaves the others as they were measured.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
import venv
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from bench import HERE, Bench, Client, Server
from report import write
from rows import BROKEN, ROWS, Row, Unfit

ROOT = HERE.parents[1]
# Not beside the drivers: a package.json there would hide the one of the checkout, and with it `geai-client`.
PEERS = HERE / "peers"
THREADS = {"fork": "a process of Node cannot fork itself", "interrupt": "Node has no blocking call"}
BLOCKING = {"asyncio": "no asyncio client"}
CLIENTS = [
    Client("geai-sync", "this, Python", "geai_python.py", "geai-client", "30 s", lacks=BLOCKING),
    Client("geai-async", "this, asyncio", "geai_python.py", "geai-client", "30 s", surface="async"),
    Client("geai-node", "this, Node", "geai_node.mjs", "geai-client", "30 s", lacks=THREADS),
    Client("openai", "openai", "openai_python.py", "openai", "600 s"),
    Client("stripe", "stripe", "stripe_python.py", "stripe", "80 s"),
    Client("obstore", "obstore", "obstore_python.py", "obstore", "30 s", write="put"),
    Client("impit", "impit", "impit_python.py", "impit", "30 s"),
    Client("pyreqwest", "pyreqwest", "pyreqwest_python.py", "pyreqwest", "none"),
    Client("pygeai", "pygeai", "pygeai_python.py", "pygeai", "not documented", lacks=BLOCKING),
    Client("openai-node", "openai, Node", "openai_node.mjs", "openai", "600 s", lacks=THREADS),
    Client("impit-node", "impit, Node", "impit_node.mjs", "impit", "30 s", lacks=THREADS),
    Client("fetch", "fetch of Node", "fetch_node.mjs", "undici", "300 s", lacks=THREADS),
]
TURNS = {
    "reuse": 200,
    "cancel": 20,
    "fork": 5,
    "interrupt": 5,
    "exit": 100,
    "repeat": 5,
    "flood": 1000,
    "workers": 20,
    "default": 330,
}


def target() -> Path:
    """Where cargo builds."""
    return Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))


def installed(place: Path) -> tuple[Path, Path]:
    """The interpreter that has the peers, and the project that has those of Node."""
    python, project = place / "venv" / "bin" / "python", place / "node"
    wanted, stamp = (PEERS / "requirements.txt").read_bytes(), place / "venv" / "requirements.txt"
    if not stamp.exists() or stamp.read_bytes() != wanted:
        venv.create(place / "venv", with_pip=True, clear=True)
        pip = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r"]
        subprocess.run([*pip, PEERS / "requirements.txt"], check=True)
        stamp.write_bytes(wanted)
    wanted, stamp = (PEERS / "package.json").read_bytes(), project / "package.json"
    if not stamp.exists() or stamp.read_bytes() != wanted or not (project / "node_modules").exists():
        project.mkdir(parents=True, exist_ok=True)
        stamp.write_bytes(wanted)
        npm = ["npm", "install", "--ignore-scripts", "--no-audit", "--no-fund", "--no-package-lock", "--silent"]
        subprocess.run(npm, cwd=project, check=True)
    return python, project


def built() -> Path:
    """The fault server."""
    command = ["cargo", "build", "--locked", "--quiet", "-p", "geai-faults", "--bin", "fault-server"]
    subprocess.run(command, cwd=ROOT, check=True)
    return target() / "debug" / "fault-server"


def version(client: Client, python: Path, project: Path) -> str:
    """The exact version of what a column is about."""
    if client.package == "undici":
        command = ["node", "-p", "`undici ${process.versions.undici}, Node ${process.versions.node}`"]
    elif client.id == "geai-node":
        command = ["node", "-p", f"require({str(ROOT / 'package.json')!r}).version"]
    elif client.node:
        command = [
            "node",
            "-p",
            f"require({str(project / 'node_modules' / client.package / 'package.json')!r}).version",
        ]
    else:
        code = f"import importlib.metadata as m, sys; print(m.version({client.package!r}))"
        command = [str(python), "-c", code]
    return said(*command)


def measured(row: Row, bench: Bench) -> str:
    """One cell; `– why` where the row does not fit."""
    begun = time.monotonic()
    try:
        cell = row.measure(bench)
    except Unfit as unfit:
        cell = f"– {unfit.why}"
    except (OSError, RuntimeError, ValueError, KeyError, IndexError) as error:
        cell = f"{BROKEN}: {error}"
    print(f"{bench.client.id:12} {row.id:10} {cell}  [{time.monotonic() - begun:.0f} s]", flush=True)
    return cell


def arguments() -> argparse.Namespace:
    """The command line; `clients` and `rows` are what it chooses."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--only", default="", help="clients, by a comma: " + ", ".join(client.id for client in CLIENTS))
    parser.add_argument("--rows", default="", help="rows, by a comma: " + ", ".join(row.id for row in ROWS))
    parser.add_argument("--python", type=Path, default=ROOT / ".venv/bin/python", help="has geai_client installed")
    parser.add_argument("--server", type=Path, help="a fault-server that is built already")
    parser.add_argument("--exits", type=int, default=TURNS["exit"], help="processes for the row exit")
    parser.add_argument("--output", type=Path, default=HERE / "RESULTS.md")
    given = parser.parse_args()
    only, chosen = set(given.only.split(",")) - {""}, set(given.rows.split(",")) - {""}
    given.clients = [client for client in CLIENTS if not only or client.id in only]
    given.chosen = [row for row in ROWS if not chosen or row.id in chosen]
    if unknown := (only - {client.id for client in CLIENTS}) | (chosen - {row.id for row in ROWS}):
        parser.error(f"there is no {', '.join(sorted(unknown))}")
    return given


def said(*command: str | Path) -> str:
    """What a program prints."""
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


def main() -> int:
    """Measures what is asked for and writes the table; 1 where a cell could not be measured."""
    given = arguments()
    place = target() / "comparison"
    python, project = installed(place)
    home = place / "home"
    program = given.server or built()
    turns = TURNS | {"exit": given.exits}
    other = Server(program, "127.0.0.2:0")
    store = place / "results.json"
    results = json.loads(store.read_text()) if store.exists() else {}

    def interpreter(client: Client) -> Path:
        return given.python if client.package == "geai-client" else python

    def cells(client: Client, rows: list[Row]) -> dict[str, str]:
        """Some rows of one client, with a server of their own."""
        server = Server(program)
        try:
            # One each: pygeai writes a credentials file there, which this package would read.
            own = home / client.id
            own.mkdir(parents=True, exist_ok=True)
            bench = Bench(client, server, other, interpreter(client), project, own, turns)
            return {row.id: measured(row, bench) for row in rows}
        finally:
            server.stop()

    with ThreadPoolExecutor(len(given.clients)) as pool:
        # This row does nothing but wait: all clients at once, beside the others.
        waits = [row for row in given.chosen if row.id == "default"]
        late = {client.id: pool.submit(cells, client, waits) for client in given.clients}
        for client in given.clients:
            kept = results.setdefault(client.id, {"cells": {}})
            kept["version"] = version(client, interpreter(client), project)
            kept["cells"] |= cells(client, [row for row in given.chosen if row not in waits])
            store.write_text(json.dumps(results, indent=1))
        for id_, waited in late.items():
            results[id_]["cells"] |= waited.result()
    other.stop()
    store.write_text(json.dumps(results, indent=1))
    runtimes = f"{said(python, '-V')}, Node {said('node', '-v').removeprefix('v')}"
    write(given.output, CLIENTS, ROWS, results, runtimes=runtimes, repeat=turns["repeat"])
    lost = [
        f"{id_} {row}"
        for id_, kept in results.items()
        for row, cell in kept["cells"].items()
        if cell.startswith(BROKEN)
    ]
    for cell in lost:
        print(f"{BROKEN}: {cell}", file=sys.stderr)
    return 1 if lost else 0


if __name__ == "__main__":
    sys.exit(main())

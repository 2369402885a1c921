"""What is measured, installed as users get it: our packages and their peers, each in a directory of its own."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

BENCHES = Path(__file__).resolve().parent.parent
ROOT = BENCHES.parent


@dataclass(frozen=True)
class Environment:
    """Where everything is. Others are peers, or ourselves as another commit had us."""

    python_ours: Path
    python_others: Path
    node_ours: Path
    node_others: Path
    server: Path
    limit: Path


def run(*command: str | Path, cwd: Path = ROOT, **variables: str) -> str:
    """Runs a command; what it prints."""
    environment = os.environ | variables
    finished = subprocess.run(
        [*map(str, command)], cwd=cwd, env=environment, capture_output=True, text=True, check=False
    )
    if finished.returncode != 0:
        sys.exit(f"{' '.join(map(str, command))} failed:\n{finished.stdout}{finished.stderr}")
    return finished.stdout


def target() -> Path:
    """Where builds go."""
    return Path(os.environ.get("CARGO_TARGET_DIR") or ROOT / "target").resolve()


def variables(subject: str) -> dict[str, str]:
    """Environment of what is measured: no profile, credentials or proxy of whoever runs it, nor of each other."""
    home = target() / "bench" / "home" / Path(subject).name
    home.mkdir(parents=True, exist_ok=True)
    kept = {name: value for name, value in os.environ.items() if not name.upper().startswith(("GEAI_", "PYTHON"))}
    kept = {name: value for name, value in kept.items() if not name.upper().endswith("_PROXY")}
    return kept | {"HOME": str(home), "NODE_NO_WARNINGS": "1"}


def prepare(wheel: Path | None, package: Path | None) -> Environment:
    """Installs what is not there yet, and our packages anew."""
    work, native = _native()
    return Environment(
        python_ours=_python(work / "python-ours", wheel or _newest_wheel(target())),
        python_others=_python(work / "python-peers", BENCHES / "python" / "requirements.txt"),
        node_ours=_node_ours(work / "node-ours", package or ROOT),
        node_others=_node_peers(work / "node-peers"),
        server=native / "server",
        limit=native / "limit",
    )


def command_line() -> Path:
    """The command line as cargo installs it, which is built."""
    run("cargo", "build", "--release", "--locked", "-p", "geai-client-cli")
    return target() / "release" / "geai-client"


def prepare_pair(commit: str) -> Environment:
    """Installs our packages as they are, and as a commit had them, which are built first."""
    work, native = _native()
    place = work / "base"
    checkout, built = place / "checkout", place / "target"
    wanted = run("git", "rev-parse", "--verify", f"{commit}^{{commit}}").strip()
    if not (checkout / ".git").exists():
        run("git", "worktree", "prune")
        run("git", "worktree", "add", "--force", "--detach", checkout, wanted)
    run("git", "checkout", "--force", "--detach", wanted, cwd=checkout)
    print(f"building {wanted[:12]} in {checkout}", flush=True)
    run("make", "build", cwd=checkout, CARGO_TARGET_DIR=str(built), MAKEFLAGS="", MAKELEVEL="")
    return Environment(
        python_ours=_python(work / "python-ours", _newest_wheel(target())),
        python_others=_python(work / "python-base", _newest_wheel(built)),
        node_ours=_node_ours(work / "node-ours", ROOT),
        node_others=_node_ours(work / "node-base", checkout),
        server=native / "server",
        limit=native / "limit",
    )


def _native() -> tuple[Path, Path]:
    """Where everything of a run is, and the programs of this directory, which are built."""
    work = target() / "bench"
    work.mkdir(parents=True, exist_ok=True)
    run("cargo", "build", "--release", "--locked", cwd=BENCHES / "native", CARGO_TARGET_DIR=str(work / "native"))
    return work, work / "native" / "release"


def _newest_wheel(builds: Path) -> Path:
    wheels = sorted((builds / "wheels").glob("geai_client-*-abi3-*.whl"))
    if not wheels:
        sys.exit(f"no wheel of ours in {builds}: run `make build` first")
    return wheels[-1]


def _python(place: Path, what: Path) -> Path:
    """An interpreter with a wheel of ours, or with pinned peers."""
    python = place / "bin" / "python"
    stamp = place / "installed"
    if not python.exists():
        run(sys.executable, "-m", "venv", place)
    content = what.read_bytes()
    if not stamp.exists() or stamp.read_bytes() != content:
        pip = (python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check")
        if what.suffix == ".whl":
            run(*pip, "--no-deps", "--no-index", "--force-reinstall", what)
        else:
            run(*pip, "--require-hashes", "-r", what)
        stamp.write_bytes(content)
    return python


def _node_ours(place: Path, package: Path) -> Path:
    """A project that has the package that npm would publish."""
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir(parents=True)
    packed = (
        run("npm", "pack", "--silent", "--ignore-scripts", "--pack-destination", place, cwd=package)
        .strip()
        .splitlines()[-1]
    )
    (place / "package.json").write_text('{"private": true}')
    run(
        "npm",
        "install",
        "--silent",
        "--ignore-scripts",
        "--no-audit",
        "--no-fund",
        "--offline",
        place / packed,
        cwd=place,
    )
    shutil.copy(BENCHES / "node" / "worker.mjs", place)
    return place


def _node_peers(place: Path) -> Path:
    """A project that has the pinned peers."""
    lock = BENCHES / "node" / "package-lock.json"
    installed = place / "package-lock.json"
    if not (place / "node_modules").exists() or installed.read_bytes() != lock.read_bytes():
        place.mkdir(parents=True, exist_ok=True)
        for file in (BENCHES / "node" / "package.json", lock):
            shutil.copy(file, place)
        run("npm", "ci", "--silent", "--ignore-scripts", "--no-audit", "--no-fund", cwd=place)
    shutil.copy(BENCHES / "node" / "worker.mjs", place)
    return place


def versions(environment: Environment) -> list[str]:
    """What was measured, on what."""
    names = ["pygeai", "requests", "httpx", "aiohttp", "pyreqwest"]
    script = f"from importlib.metadata import version as v; print(*[n + ' ' + v(n) for n in {names}], sep=', ')"
    own = run(environment.python_ours, "-c", "from importlib.metadata import version as v; print(v('geai-client'))")
    packages = json.loads((BENCHES / "node" / "package-lock.json").read_text())["packages"]
    peers = ", ".join(
        f"{name} {packages[f'node_modules/{name}']['version']}" for name in ("undici", "axios", "got", "openai")
    )
    processor = next(
        (line.split(":")[1].strip() for line in Path("/proc/cpuinfo").read_text().splitlines() if "model name" in line),
        "unknown processor",
    )
    python, node, rust = sys.version.split()[0], run("node", "--version").strip()[1:], run("rustc", "--version").strip()
    return [
        f"geai-client {own.strip()}; Python {python}; Node {node}; {rust}",
        f"Python peers: {run(environment.python_others, '-c', script).strip()}",
        f"Node peers: {peers}, and the fetch of Node",
        f"{os.uname().sysname} {os.uname().release}, {os.cpu_count()} cores, {processor}",
    ]

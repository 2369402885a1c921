"""Adds an imaginary operation to a copy of the sources, in the nine places of CONTRIBUTING.md.

With all nine, the generator, the checks of the table and the wire vectors must pass without a further change. Without
any one of them, the compiler or a test must fail. The copy stands below target/; nothing in the checkout is changed.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TARGET = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))
COPY = TARGET / "added-operation"
NAME = "agents.count_tools"


@dataclass(frozen=True)
class Place:
    """A place that an operation is added to: text that is put behind an anchor, or the end of a file."""

    name: str
    file: str
    text: str
    behind: str = ""

    def add(self) -> None:
        """Adds the text to the copy."""
        path = COPY / self.file
        source = path.read_text(encoding="utf-8") if path.exists() else ""
        if self.behind:
            if source.count(self.behind) != 1:
                sys.exit(f"{self.file}: the anchor of {self.name!r} does not stand there once: {self.behind!r}")
            source = source.replace(self.behind, self.behind + self.text)
        else:
            source += self.text
        path.write_text(source, encoding="utf-8")


STRUCT = """
model! {
    /// How many tools an agent uses.
    #[derive(Default)]
    ToolCount {
        /// The number.
        total "total": Option<i64>,
    }
}
"""
ROW = """
        /// Counts the tools of an agent.
        count_tools CountTools "further" GET "/v2/agents/{id_or_name}/tool-count" ReadOnly (
            /// Id or name of the agent.
            id_or_name: path(),
        ) {} -> models::ToolCount;
"""
VECTORS = """{
  "operation": "agents.count_tools",
  "vectors": [
    {
      "name": "by_name",
      "contract": ["GEN-08"],
      "call": { "id_or_name": "ParcelTracker" },
      "request": { "method": "GET", "path": "/v2/agents/ParcelTracker/tool-count", "query": {}, "body": null },
      "response": { "status": 200, "body": { "total": 3 } },
      "result": { "total": 3 }
    },
    {
      "name": "error_not_found",
      "contract": ["E-10"],
      "call": { "id_or_name": "Nobody" },
      "request": { "method": "GET", "path": "/v2/agents/Nobody/tool-count", "query": {}, "body": null },
      "response": { "status": 404, "body": { "errors": [{ "id": 4000, "description": "Agent not found" }] } },
      "error": { "kind": "NotFoundError", "status": 404 }
    }
  ]
}
"""
HANDLER = """
/// Counts the tools of an agent.
pub(crate) fn count_tools(context: &mut Context<'_>) -> HandlerResult {
    agent(context, find(context)?)?;
    Ok(Reply::ok(&json!({ "total": 0 })))
}
"""

PLACES = [
    Place("struct", "core/src/models/agents.rs", STRUCT),
    Place("list of schemas", "core/src/models/mod.rs", "\n    ToolCount,", "\n    TokenInfo,"),
    Place("row", "core/src/api/mod.rs", ROW, "    agents Agents {\n"),
    Place("vectors", f"tests/vectors/{NAME}.json", VECTORS),
    Place(
        "route",
        "emulator/src/router/routes.rs",
        '\n    Route::new("GET", "v2/agents/*/tool-count", agents::count_tools),',
        "const TABLE: &[Route] = &[",
    ),
    Place("handler", "emulator/src/handlers/agents.rs", HANDLER),
    Place(
        "contract",
        "docs/contract.md",
        "| count of tools | `GET /v2/agents/{idOrName}/tool-count` | `total` |\n",
        "| call | request | answer |\n|---|---|---|\n",
    ),
    Place("changelog", "CHANGELOG.md", f"\n- The operation `{NAME}`.\n", "### Added\n"),
    Place(
        "example",
        "examples/python/administration.py",
        '    print(f"its tools: {client.agents.count_tools(agent.id).total}")\n',
        "    link = client.agents.create_sharing_link(agent.id)\n",
    ),
]
# The example is one place in two languages.
NODE_EXAMPLE = Place(
    "example",
    "examples/node/administration.mjs",
    "  console.log(`its tools: ${(await client.agents.countTools(agent.id)).total}`);\n",
    "  const link = await client.agents.createSharingLink(agent.id);\n",
)


def copy_sources() -> None:
    """Makes the copy what git tracks, as it stands in the checkout. Files that did not change keep their times."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout
    files = {name for name in listed.decode().split("\0") if name and (ROOT / name).is_file()}
    for name in files:
        source, target = ROOT / name, COPY / name
        if target.exists() and target.read_bytes() == source.read_bytes():
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, target)
    for path in (COPY / "tests" / "vectors").glob("*.json"):
        if str(path.relative_to(COPY)) not in files:
            path.unlink()


def run(*command: str) -> subprocess.CompletedProcess[str]:
    """Runs a command in the copy, with the build directory of the checkout: the dependencies are built there."""
    environment = {**os.environ, "CARGO_TARGET_DIR": str(TARGET)}
    return subprocess.run(command, cwd=COPY, capture_output=True, text=True, check=False, env=environment)


GENERATE = ("cargo", "run", "--locked", "--quiet", "-p", "geai-codegen")
COVERAGE = ("cargo", "test", "--locked", "--quiet", "-p", "geai-tests", "--test", "coverage")
WITH_ALL = [
    GENERATE,
    (*GENERATE, "--", "--check"),
    ("cargo", "fmt", "--all", "--check"),
    ("cargo", "clippy", "--locked", "--quiet", "-p", "geai-client", "-p", "geai-emulator", "--", "-D", "warnings"),
    COVERAGE,
    ("cargo", "test", "--locked", "--quiet", "-p", "geai-tests", "--test", "vectors", "--", NAME),
]


def add(left_out: str | None) -> None:
    """Adds the operation to all places but one."""
    copy_sources()
    for place in [*PLACES, NODE_EXAMPLE]:
        if place.name != left_out:
            place.add()


def main() -> int:
    """Adds the operation whole, then without each place in turn."""
    add(None)
    for command in WITH_ALL:
        done = run(*command)
        if done.returncode != 0:
            print(f"with all nine places, this fails: {' '.join(command)}\n{done.stdout}{done.stderr}")
            return 1
    print("all nine places: the generator, the lints, the checks of the table and the vectors pass")
    survived = []
    for place in PLACES:
        add(place.name)
        # Without the model or the row, there is nothing to generate from; the compiler or a test says so below.
        run(*GENERATE)
        done = run(*COVERAGE)
        output = done.stdout + done.stderr
        told = ("error", "no example", NAME, "ToolCount")
        reason = next((line for line in output.splitlines() if any(word in line for word in told)), "")
        print(f"without {place.name}: {'NOT NOTICED' if done.returncode == 0 else reason.strip()}")
        if done.returncode == 0:
            survived.append(place.name)
    return 1 if survived else 0


if __name__ == "__main__":
    sys.exit(main())

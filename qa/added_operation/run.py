"""Adds an imaginary operation to a copy of the sources, in the nine places of CONTRIBUTING.md.

With all nine, the generator, the checks of the table and the wire vectors must pass without a further change, also
where the operation is the first of a resource. Without any one of them, the compiler or a test must fail. The copy
stands below target/; nothing in the checkout is changed.
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
# The same as the first operation of a resource.
NAME_IN_RESOURCE = "tallies.count_tools"


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


# With an open enumeration, which no other place names.
STRUCT = """
open_enum! {
    /// What is counted.
    Counted { TOOLS = "tools", SKILLS = "skills" }
}

model! {
    /// How many tools an agent uses.
    #[derive(Default)]
    ToolCount {
        /// What it is of.
        name "name": Option<String>,
        /// What is counted.
        counted "counted": Option<Counted>,
        /// The number.
        total "total": Option<i64>,
    }
}
"""
RETURNS = "models::ToolCount"
# A list in an envelope of its own.
RETURNS_LIST = 'Vec<models::ToolCount> as list("toolCounts")'
ROW = f"""
        /// Counts the tools of an agent.
        count_tools CountTools "further" GET "/v2/agents/{{id_or_name}}/tool-count" ReadOnly (
            /// Id or name of the agent.
            id_or_name: path(),
        ) {{}} -> {RETURNS};
"""
VECTORS = """{
  "operation": "agents.count_tools",
  "vectors": [
    {
      "name": "by_name",
      "contract": ["GEN-08"],
      "call": { "id_or_name": "ParcelTracker" },
      "request": { "method": "GET", "path": "/v2/agents/ParcelTracker/tool-count", "query": {}, "body": null },
      "response": { "status": 200, "body": { "name": "a", "counted": "tools", "total": 3 } },
      "result": { "name": "a", "counted": "tools", "total": 3 }
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
ONE = '{ "name": "a", "counted": "tools", "total": 3 }'
VECTORS_OF_LIST = VECTORS.replace(
    f'"body": {ONE} }},\n      "result": {ONE}', f'"body": {{ "toolCounts": [{ONE}] }} }},\n      "result": [{ONE}]'
)
HANDLER = """
/// Counts the tools of an agent.
pub(crate) fn count_tools(context: &mut Context<'_>) -> HandlerResult {
    agent(context, find(context)?)?;
    Ok(Reply::ok(&json!({ "name": "a", "counted": "tools", "total": 0 })))
}
"""


RESOURCE_ROW = f"""
    /// Counts of what a project has.
    tallies Tallies {{{ROW.replace(RETURNS, RETURNS_LIST)}    }}
"""
RESOURCE_HANDLER = """//! Counts of what a project has.

use serde_json::json;

use crate::handlers::agents;
use crate::handlers::context::{Context, HandlerResult};
use crate::http::reply::Reply;

/// Counts the tools of an agent.
pub(crate) fn count_tools(context: &mut Context<'_>) -> HandlerResult {
    agents::get(context)?;
    Ok(Reply::ok(&json!({ "toolCounts": [{ "name": "a", "counted": "tools", "total": 0 }] })))
}
"""


def shared_places(name: str, vectors: str, shown: str) -> list[Place]:
    """The places that are alike for an operation of a resource that exists and of a new one.

    `shown` is what an example shows of the answer.
    """
    resource = name.partition(".")[0]
    return [
        Place("struct", "core/src/models/agents.rs", STRUCT),
        Place("list of schemas", "core/src/models/mod.rs", "\n    ToolCount,", "\n    TokenInfo,"),
        Place("vectors", f"tests/vectors/{name}.json", vectors.replace(NAME, name)),
        Place(
            "route",
            "emulator/src/router/routes.rs",
            f'\n    Route::new("GET", "v2/agents/*/tool-count", crate::handlers::{resource}::count_tools),',
            "const TABLE: &[Route] = &[",
        ),
        Place(
            "contract",
            "docs/contract.md",
            "| count of tools | `GET /v2/agents/{idOrName}/tool-count` | `total` |\n",
            "| call | request | answer |\n|---|---|---|\n",
        ),
        Place("changelog", "CHANGELOG.md", f"\n- The operation `{name}`.\n", "### Added\n"),
        # The example is one place in two languages.
        Place(
            "example",
            "examples/python/administration.py",
            f'    print(f"its tools: {{client.{name}(agent.id){shown}}}")\n',
            "    link = client.agents.create_sharing_link(agent.id)\n",
        ),
        Place(
            "example",
            "examples/node/administration.mjs",
            f"  console.log(`its tools: ${{(await client.{resource}.countTools(agent.id)){shown}}}`);\n",
            "  const link = await client.agents.createSharingLink(agent.id);\n",
        ),
    ]


PLACES = [
    *shared_places(NAME, VECTORS, ".total"),
    Place("row", "core/src/api/mod.rs", ROW, "    agents Agents helpers models::Agent {\n"),
    Place("handler", "emulator/src/handlers/agents.rs", HANDLER),
]
PLACES_IN_RESOURCE = [
    *shared_places(NAME_IN_RESOURCE, VECTORS_OF_LIST, "[0].total"),
    Place("row", "core/src/api/mod.rs", RESOURCE_ROW, "operations! {\n"),
    Place("handler", "emulator/src/handlers/tallies.rs", RESOURCE_HANDLER),
    # Of a resource that has a file of its own.
    Place("handler", "emulator/src/handlers/mod.rs", "pub(crate) mod tallies;\n", "pub(crate) mod page_information;\n"),
]


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
    for added in [*(COPY / "tests" / "vectors").glob("*.json"), *(COPY / "emulator" / "src").rglob("*.rs")]:
        if str(added.relative_to(COPY)) not in files:
            added.unlink()


def run(*command: str) -> subprocess.CompletedProcess[str]:
    """Runs a command in the copy, with the build directory of the checkout: the dependencies are built there."""
    environment = {**os.environ, "CARGO_TARGET_DIR": str(TARGET)}
    return subprocess.run(command, cwd=COPY, capture_output=True, text=True, check=False, env=environment)


GENERATE = ("cargo", "run", "--locked", "--quiet", "-p", "geai-codegen")
COVERAGE = ("cargo", "test", "--locked", "--quiet", "-p", "geai-tests", "--test", "coverage")
LINTS = ("cargo", "clippy", "--locked", "--quiet", "-p", "geai-client", "-p", "geai-emulator", "--", "-D", "warnings")


def checks(name: str) -> list[tuple[str, ...]]:
    """What must pass once an operation is added to all places."""
    vectors = ("cargo", "test", "--locked", "--quiet", "-p", "geai-tests", "--test", "vectors", "--", name)
    emulated = ("cargo", "test", "--locked", "--quiet", "-p", "geai-tests", "--test", "emulated", "--", name)
    generated = [GENERATE, (*GENERATE, "--", "--check"), ("cargo", "fmt", "--all", "--check")]
    return [*generated, LINTS, COVERAGE, vectors, emulated]


def add(places: list[Place], left_out: str | None = None) -> None:
    """Adds an operation to all places but one."""
    copy_sources()
    for place in places:
        if place.name != left_out:
            place.add()


def main() -> int:
    """Adds the operation whole, in a resource that exists and in a new one, then without each place in turn."""
    for name, places in ((NAME_IN_RESOURCE, PLACES_IN_RESOURCE), (NAME, PLACES)):
        add(places)
        for command in checks(name):
            done = run(*command)
            if done.returncode != 0:
                print(f"{name}: with all nine places, this fails: {' '.join(command)}\n{done.stdout}{done.stderr}")
                return 1
        print(f"{name}, all nine places: the generator, the lints, the checks of the table and the vectors pass")
    survived = []
    for left_out in dict.fromkeys(place.name for place in PLACES):
        add(PLACES, left_out)
        # Without the model or the row, there is nothing to generate from; the compiler or a test says so below.
        run(*GENERATE)
        done = run(*COVERAGE)
        output = done.stdout + done.stderr
        told = ("error", "no example", NAME, "ToolCount")
        reason = next((line for line in output.splitlines() if any(word in line for word in told)), "")
        print(f"without {left_out}: {'NOT NOTICED' if done.returncode == 0 else reason.strip()}")
        if done.returncode == 0:
            survived.append(left_out)
    return 1 if survived else 0


if __name__ == "__main__":
    sys.exit(main())

"""From a folder to a promoted agent: what `examples/agents-repo` holds comes to one project, and then to the next.

It runs against the emulator in the package. On a command line: `geai-client plan`, then `geai-client apply`.
"""

from __future__ import annotations

import os
from pathlib import Path

from geai_client import Applied, Client, check
from geai_client.testing import Emulator

FOLDER = Path(__file__).parents[1] / "agents-repo"
PROMPT = "agents/parcel-tracker.md"


def read(prod: str) -> dict[str, str]:
    """The texts of the folder, whose path would do. Only the id of the project is that of the emulator."""
    paths = [path for path in FOLDER.rglob("*") if path.suffix in {".yaml", ".md"} and ".github" not in path.parts]
    files = {path.relative_to(FOLDER).as_posix(): path.read_text(encoding="utf-8") for path in paths}
    guarded = (line for line in files["geai.yaml"].splitlines() if line.strip().startswith("project:"))
    files["geai.yaml"] = files["geai.yaml"].replace(next(guarded).split()[-1], prod)
    return files


def bring(client: Client, files: dict[str, str], environment: str) -> Applied:
    """Shows what would change in a project, and does exactly that."""
    plan = client.plan(files, environment=environment)
    print(plan, end="\n\n")
    applied = client.apply(plan)
    print(applied)
    return applied


# They are read while they are sent, and stand in no file, plan or result.
os.environ.setdefault("PARCELS_CLIENT_ID", "example-client")
os.environ.setdefault("PARCELS_CLIENT_SECRET", "example-secret")

with Emulator(projects=["dev", "prod"]) as emulator:
    dev, prod = emulator.client(project="dev"), emulator.client(project="prod")
    files = read(prod.validate_token().project_id or "")

    print("1 Check the files")
    definitions = check(files, environment="dev")
    agents, integrations = len(definitions.agents), len(definitions.integrations)
    print(f"  {agents} agents and {integrations} integration in {len(definitions.files)} files")

    print("\n2 Drafts in dev")
    bring(dev, files, "dev")

    print("\n3 The same files, published in prod")
    bring(prod, files, "prod")

    print("\n4 A better prompt")
    files[PROMPT] += "Never guess.\n"
    bring(prod, files, "prod")

    print("\n5 Nothing is left to do")
    print(f"  {len(prod.plan(files, environment='prod').changes)} changes")

"""The life of a set of agents, from their definitions to the next project.

With GEAI_API_BASE_URL, GEAI_APITOKEN (project dev) and GEAI_PROD_APITOKEN (project prod) set, it runs against that
installation: it creates agents there and deletes them again. Otherwise it runs against the emulator in the package.
"""

from __future__ import annotations

import contextlib
import json
import os
import sys
import textwrap
from pathlib import Path

from geai_client import Agent, AgentDefinition, AgentSummary, Client, GeaiError, Page
from geai_client.testing import Emulator

DEFINITIONS = Path(__file__).parents[1] / "definitions"


def heading(number: int, title: str) -> None:
    """Prints the title of a step."""
    text = f"{number} {title}"
    print(f"\n\033[1m{text}\033[0m" if sys.stdout.isatty() else f"\n{text}")
    print("-" * len(text))


def table(head: tuple[str, ...] | None, rows: list[tuple[object, ...]]) -> None:
    """Prints aligned columns."""
    lines = [*([head] if head else []), *[tuple("-" if cell is None else str(cell) for cell in row) for row in rows]]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    for line in lines:
        print("  " + "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip())


def instructions(agent: Agent) -> str:
    """What the agent is told."""
    data = agent.agent_data
    return (data and data.prompt and data.prompt.instructions) or ""


def short(text: str | None, width: int = 44) -> str:
    """The beginning of a text, on one line."""
    return textwrap.shorten(text or "-", width, placeholder=" …")


def side_by_side(left: tuple[str, Agent], right: tuple[str, Agent]) -> None:
    """Prints what two agents say about themselves."""
    names = ("id", "revision", "version", "is_draft", "access_scope", "description")
    rows: list[tuple[object, ...]] = [
        (name, short(str(getattr(left[1], name))), short(str(getattr(right[1], name)))) for name in names
    ]
    rows.append(("instructions", short(instructions(left[1])), short(instructions(right[1]))))
    table(("", left[0], right[0]), rows)


def definitions() -> list[AgentDefinition]:
    """The definitions, public agents first: others refer to them."""
    files = sorted(DEFINITIONS.glob("*.json"))
    found = [AgentDefinition.from_dict(json.loads(file.read_text(encoding="utf-8"))) for file in files]
    return sorted(found, key=lambda definition: definition.access_scope != "public")


def connect(stack: contextlib.ExitStack) -> tuple[Client, Client]:
    """Clients of two projects."""
    if "GEAI_API_BASE_URL" in os.environ:
        dev, prod = Client(), Client(api_token=os.environ["GEAI_PROD_APITOKEN"])
    else:
        emulator = stack.enter_context(Emulator(projects=["dev", "prod"]))
        dev, prod = emulator.client("dev"), emulator.client("prod")
        print(f"No GEAI environment is set: this runs against the emulator at {emulator.url}")
    return stack.enter_context(dev), stack.enter_context(prod)


def story(dev: Client, prod: Client) -> None:
    """Tells the story."""
    heading(1, "Definitions")
    planned = definitions()
    rows: list[tuple[object, ...]] = []
    for definition in planned:
        data = definition.agent_data
        models = ", ".join(model.name or "?" for model in (data and data.models) or ())
        count = sum(len(pool.tools or ()) for pool in (data and data.resource_pools) or ())
        rows.append((definition.name, definition.access_scope or "(default)", models, count))
    table(("name", "scope", "models", "tools"), rows)

    heading(2, "Create and publish")
    created = [dev.agents.create(definition, automatic_publish=True) for definition in planned]
    table(("name", "id", "revision"), [(agent.name, agent.id, agent.revision) for agent in created])

    heading(3, "List over pages")
    page: Page[AgentSummary] | None = dev.agents.list(count=2)
    number = 1
    while page is not None:
        print(f"  page {number} of {page.total} agents: {', '.join(agent.name for agent in page.items)}")
        page, number = page.next_page(), number + 1
    print(f"  the same, walked at once: {len(list(dev.agents.list(count=2)))} agents")

    heading(4, "Draft beside published")
    greeter = dev.agents.get("ParcelGreeter")
    updated = dev.agents.update(greeter.id, greeter, description="Greets, and asks for the tracking number.")
    published = dev.agents.get(greeter.id)
    draft = dev.agents.get(greeter.id, revision=updated.revision, allow_drafts=True)
    side_by_side(("published", published), ("draft", draft))

    heading(5, "Publish the revision")
    live = dev.agents.publish_revision(greeter.id, draft.revision or 0)
    print(f"  revision {live.revision} of {live.name} is version {dev.agents.get(live.id).version}")

    heading(6, "Agents by tool")
    pools = [pool for agent in created for pool in (agent.agent_data and agent.agent_data.resource_pools) or ()]
    tools = {tool.id: tool.name for pool in pools for tool in pool.tools or () if tool.id and tool.name}
    table(
        ("tool", "used by"),
        [
            (name, ", ".join(agent.name for agent in dev.agents.list_by_tool(tool)) or "-")
            for tool, name in sorted(tools.items(), key=lambda tool: tool[1])
        ],
    )

    heading(7, "Export and import")
    package = dev.agents.export("ClaimsTriage")
    print(f"  exported: {package!r}, {len(package.to_json()):,} characters")
    (imported,) = prod.agents.import_(package, automatic_publish=True)
    print(f"  imported: {imported.name}, in the other project under the id {imported.id}")

    heading(8, "Side by side")
    side_by_side(("dev", dev.agents.get("ClaimsTriage")), ("prod", prod.agents.get(imported.id)))

    heading(9, "A clear error")
    try:
        dev.agents.create(planned[0])
    except GeaiError as error:
        print(f"  {error.kind}: {error}")
        table(
            None,
            [
                ("status", error.status),
                ("is_already_exists", error.is_already_exists),
                ("executed", error.executed),
                ("request_id", error.request_id),
            ],
        )

    heading(10, "Delete")
    for agent in created:
        dev.agents.delete(agent.id)
    prod.agents.delete(imported.id)
    print(f"  left in dev: {len(dev.agents.list().items)}, left in prod: {len(prod.agents.list().items)}")


def main() -> None:
    """Connects and tells the story."""
    with contextlib.ExitStack() as stack:
        story(*connect(stack))


if __name__ == "__main__":
    main()

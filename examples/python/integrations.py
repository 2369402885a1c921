"""The life of an integration, from the description of a service to an agent that uses its tools.

With GEAI_API_BASE_URL and GEAI_APITOKEN set, it runs against that installation: it creates an integration and an agent
there and deletes them again. Otherwise it runs against the emulator in the package.

At a terminal you sign in yourself, in a browser. Otherwise the script clicks in your place: the emulator lets it.
"""

from __future__ import annotations

import contextlib
import os
import sys
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urlencode, urljoin
from urllib.request import urlopen

from geai_client import (
    AgentData,
    AgentDefinition,
    Authorization,
    Client,
    GeaiError,
    Integration,
    ModelRef,
    NotFoundError,
    Prompt,
    ReportedError,
    ResourcePool,
    ToolRef,
)
from geai_client.testing import Emulator

DESCRIPTION = Path(__file__).parents[1] / "integrations" / "weather.openapi.yaml"
# A service that the emulator knows and whose users sign in.
SERVICE = "https://parcels.example.com/openapi.json"
CLIENT_ID = "example-client"


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


class ConsentPage(HTMLParser):
    """The form on a consent page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.action = ""
        self.fields: dict[str, str] = {}
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Notes where the form goes and what it holds."""
        found = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.action = found["action"]
        elif tag == "input":
            self.fields[found["name"]] = found["value"]


def click(url: str) -> None:
    """Plays the user: opens the consent page and presses Allow."""
    print(f"  sign in at {url.partition('?')[0]}")
    with urlopen(url) as answer:  # noqa: S310 (of the emulator)
        page = ConsentPage(answer.read().decode())
    print("  nobody is at a terminal, so the script itself presses Allow on the emulator's consent page")
    with urlopen(urljoin(url, page.action), urlencode({**page.fields, "decision": "allow"}).encode()):  # noqa: S310
        pass


def ask(url: str) -> None:
    """Asks the user to sign in."""
    print(f"  sign in within five minutes, at\n  {url}")


def sign_in(client: Client) -> Authorization:
    """Inspects the service and has the user, or the script, sign in."""
    person = sys.stdout.isatty()
    return client.inspector.authorize(
        SERVICE, client_id=CLIENT_ID, on_url=ask if person else click, open_browser=person
    )


def tools(integration: Integration) -> list[ToolRef]:
    """The tools of an integration, as agents refer to them."""
    return [ToolRef(id=tool.id, name=tool.name) for tool in integration.tools or ()]


def connect(stack: contextlib.ExitStack) -> tuple[Client, bool]:
    """A client, and whether it talks to the emulator."""
    if "GEAI_API_BASE_URL" in os.environ:
        return stack.enter_context(Client()), False
    emulator = stack.enter_context(Emulator())
    print(f"No GEAI environment is set: this runs against the emulator at {emulator.url}")
    return stack.enter_context(emulator.client()), True


def story(client: Client, *, emulated: bool) -> None:
    """Tells the story."""
    heading(1, "Import a description")
    weather = client.integrations.import_(name="weather", description="Weather at our stations", manifest=DESCRIPTION)
    same = weather.manifest == DESCRIPTION.read_bytes().decode()
    print(f"  {DESCRIPTION.name}, {len(weather.manifest or ''):,} characters, kept to the letter: {same}")
    table(None, [("id", weather.id), ("status", weather.status), ("pending_publish", weather.pending_publish)])

    heading(2, "Publish its tools")
    print(f"  published: {client.integrations.publish_tools('weather').total_published}")
    print(f"  once more: {client.integrations.publish_tools('weather').total_published}")
    table(("tool", "id"), [(tool.name, tool.id or "not told") for tool in tools(weather)])

    heading(3, "Sign in")
    if emulated:
        signed_in = sign_in(client)
        parcels = client.integrations.import_(
            name="parcels",
            manifest=signed_in.manifest,
            security_scheme=signed_in.security_scheme,
            automatic_publish=True,
        )
        scheme = parcels.security_scheme
        table(
            None,
            [
                ("service", signed_in.url),
                ("type", scheme and scheme.type),
                ("issuer", scheme and scheme.issuer),
                ("imported as", parcels.name),
                ("tools", ", ".join(tool.name or "?" for tool in parcels.tools or ())),
            ],
        )
    else:
        print("  left out: the service of this example is one that only the emulator knows")

    heading(4, "Give a tool to an agent")
    now = next(tool for tool in tools(weather) if tool.name == "currentWeather_get")
    agent = client.agents.create(
        AgentDefinition(
            name="WeatherClerk",
            agent_data=AgentData(
                prompt=Prompt(instructions="Tell what the weather is like. Ask for the place if it is missing."),
                models=[ModelRef(name="gpt-4o")],
                resource_pools=[ResourcePool(name="Weather", tools=[now])],
            ),
        ),
        automatic_publish=True,
    )
    users = ", ".join(user.name for user in client.agents.list_by_tool(now.id or now.name or ""))
    print(f"  {now.name} is used by: {users}")

    heading(5, "Record and close an interaction")
    client.interactions.record("weather")
    for interaction in client.interactions.list_open():
        print(f"  open: {interaction.name}, last at {interaction.last_interaction_date_time}")
    client.interactions.close("weather")
    print(f"  open after closing it: {sum(each.id == weather.id for each in client.interactions.list_open())}")

    heading(6, "A failure hidden in a success")
    try:
        client.integrations.publish_tools("no-such-integration")
    except (ReportedError, NotFoundError) as error:
        print(f"  {error.kind}: {error}")
        table(None, [("status", error.status), ("executed", error.executed)])

    heading(7, "Delete")
    client.agents.delete(agent.id)
    client.integrations.delete("weather")
    if emulated:
        client.integrations.delete("parcels")
    try:
        client.integrations.get("weather")
    except GeaiError as error:
        print(f"  {error.kind}: {error.message}")
    print(f"  left: {sum(each.name in {'weather', 'parcels'} for each in client.integrations.list())} integrations")


def main() -> None:
    """Connects and tells the story."""
    with contextlib.ExitStack() as stack:
        client, emulated = connect(stack)
        story(client, emulated=emulated)


if __name__ == "__main__":
    main()

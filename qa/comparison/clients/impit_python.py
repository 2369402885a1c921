# ruff: noqa: INP001
"""impit: `timeout=` of the client; redirects as they are by default, not followed."""

import json
from functools import cached_property

import impit
from common import Driver, main


class Impit(Driver):
    """Agents are got and created."""

    def settings(self) -> dict[str, object]:
        """What both clients are made of."""
        given = {"headers": {"authorization": f"Bearer {self.options.key}", "x-canary": self.options.header}}
        return given if self.options.timeout is None else given | {"timeout": self.options.timeout}

    @cached_property
    def blocking(self) -> impit.Client:
        """The blocking client."""
        return impit.Client(**self.settings())

    @cached_property
    def asynchronous(self) -> impit.AsyncClient:
        """The asyncio client."""
        return impit.AsyncClient(**self.settings())

    def request(self, kind: str, mark: str) -> dict[str, object]:
        """What is sent."""
        if kind == "get":
            return {"method": "GET", "url": f"{self.url}/v4/agents/{mark}"}
        body = json.dumps({"name": mark, "description": self.options.body}).encode()
        headers = {"content-type": "application/json"}
        return {"method": "POST", "url": f"{self.url}/v4/agents", "content": body, "headers": headers}

    def call(self, kind: str, mark: str) -> object:
        """See `Driver`."""
        response = self.blocking.request(**self.request(kind, mark))
        response.raise_for_status()
        return response.json()

    async def acall(self, kind: str, mark: str) -> object:
        """See `Driver`."""
        response = await self.asynchronous.request(**self.request(kind, mark))
        response.raise_for_status()
        return response.json()

    def shown(self) -> object:
        """See `Driver`."""
        return self.blocking


main(Impit)

# ruff: noqa: INP001
"""This package, blocking and asyncio. The time-out is `timeout`, the limit of one attempt."""

from functools import cached_property

from common import Driver, main

from geai_client import AsyncClient, Client


class Geai(Driver):
    """Agents are got and created."""

    def settings(self) -> dict[str, object]:
        """What both clients are made of."""
        headers = {"x-canary": self.options.header}
        given = {"base_url": self.url, "api_token": self.options.key, "headers": headers}
        return given if self.options.timeout is None else given | {"timeout": self.options.timeout}

    @cached_property
    def blocking(self) -> Client:
        """The blocking client."""
        return Client(**self.settings())

    @cached_property
    def asynchronous(self) -> AsyncClient:
        """The asyncio client."""
        return AsyncClient(**self.settings())

    def call(self, kind: str, mark: str) -> object:
        """See `Driver`."""
        if kind == "get":
            return self.blocking.agents.get(mark)
        return self.blocking.agents.create(name=mark, description=self.options.body)

    async def acall(self, kind: str, mark: str) -> object:
        """See `Driver`."""
        if kind == "get":
            return await self.asynchronous.agents.get(mark)
        return await self.asynchronous.agents.create(name=mark, description=self.options.body)

    def shown(self) -> object:
        """See `Driver`."""
        return self.asynchronous if self.options.surface == "async" else self.blocking


main(Geai)

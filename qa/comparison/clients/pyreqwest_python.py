# ruff: noqa: INP001
"""pyreqwest: `timeout()` of the builder, the limit of a whole call; no connection limit, as by default.

Nor `connection_verbose`, which is for debugging and logs whole requests.
"""

from datetime import timedelta
from functools import cached_property

from common import Driver, main
from pyreqwest.client import Client, ClientBuilder, SyncClient, SyncClientBuilder
from pyreqwest.logging import flush_logs


class Pyreqwest(Driver):
    """Agents are got and created."""

    def built(self, builder: ClientBuilder | SyncClientBuilder) -> Client | SyncClient:
        """A client of either kind."""
        headers = {"authorization": f"Bearer {self.options.key}", "x-canary": self.options.header}
        builder = builder.base_url(self.url).default_headers(headers).error_for_status()
        if self.options.timeout is not None:
            builder = builder.timeout(timedelta(seconds=self.options.timeout))
        return builder.build()

    @cached_property
    def blocking(self) -> SyncClient:
        """The blocking client."""
        return self.built(SyncClientBuilder())

    @cached_property
    def asynchronous(self) -> Client:
        """The asyncio client."""
        return self.built(ClientBuilder())

    def body(self, mark: str) -> dict[str, str]:
        """What is created."""
        return {"name": mark, "description": self.options.body}

    def call(self, kind: str, mark: str) -> object:
        """See `Driver`."""
        if kind == "get":
            return self.blocking.get(f"/v4/agents/{mark}").build().send().json()
        return self.blocking.post("/v4/agents").body_json(self.body(mark)).build().send().json()

    async def acall(self, kind: str, mark: str) -> object:
        """See `Driver`."""
        if kind == "get":
            response = await self.asynchronous.get(f"/v4/agents/{mark}").build().send()
        else:
            response = await self.asynchronous.post("/v4/agents").body_json(self.body(mark)).build().send()
        return await response.json()

    def shown(self) -> object:
        """See `Driver`."""
        flush_logs()
        return self.blocking


main(Pyreqwest)

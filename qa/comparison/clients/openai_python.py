# ruff: noqa: INP001
"""openai: `client.get` and `client.post`, which its README gives for endpoints it does not know; `timeout=`."""

import os
from functools import cached_property

from common import Driver, main

os.environ["OPENAI_LOG"] = "debug"

from openai import AsyncOpenAI, OpenAI


class OpenAi(Driver):
    """Agents are got and created."""

    def settings(self) -> dict[str, object]:
        """What both clients are made of."""
        headers = {"x-canary": self.options.header}
        given = {"base_url": f"{self.url}/v4", "api_key": self.options.key, "default_headers": headers}
        return given if self.options.timeout is None else given | {"timeout": self.options.timeout}

    @cached_property
    def blocking(self) -> OpenAI:
        """The blocking client."""
        return OpenAI(**self.settings())

    @cached_property
    def asynchronous(self) -> AsyncOpenAI:
        """The asyncio client."""
        return AsyncOpenAI(**self.settings())

    def body(self, mark: str) -> dict[str, str]:
        """What is created."""
        return {"name": mark, "description": self.options.body}

    def call(self, kind: str, mark: str) -> object:
        """See `Driver`."""
        if kind == "get":
            return self.blocking.get(f"/agents/{mark}", cast_to=object)
        return self.blocking.post("/agents", cast_to=object, body=self.body(mark))

    async def acall(self, kind: str, mark: str) -> object:
        """See `Driver`."""
        if kind == "get":
            return await self.asynchronous.get(f"/agents/{mark}", cast_to=object)
        return await self.asynchronous.post("/agents", cast_to=object, body=self.body(mark))

    def shown(self) -> object:
        """See `Driver`."""
        return self.blocking


main(OpenAi)

# ruff: noqa: INP001
"""stripe: `raw_request`, which its README gives for endpoints it does not know; time-out set on the HTTP client.

`max_network_retries=2` is what the README shows; without it StripeClient does not repeat anything.
"""

from functools import cached_property

import stripe
from common import Driver, main


class Stripe(Driver):
    """Agents are got and created."""

    @cached_property
    def client(self) -> stripe.StripeClient:
        """The client, which has both halves."""
        if self.options.timeout is None:
            http = None
        elif self.options.surface == "async":
            http = stripe.HTTPXClient(timeout=self.options.timeout)
        else:
            http = stripe.RequestsClient(timeout=self.options.timeout)
        return stripe.StripeClient(
            self.options.key, base_addresses={"api": self.url}, http_client=http, max_network_retries=2
        )

    def request(self, kind: str, mark: str) -> tuple[str, str, dict[str, object]]:
        """Method, path and parameters."""
        headers = {"headers": {"x-canary": self.options.header}}
        if kind == "get":
            return "get", f"/v4/agents/{mark}", headers
        return "post", f"/v4/agents?n={mark}", {"name": mark, "description": self.options.body, **headers}

    def call(self, kind: str, mark: str) -> object:
        """See `Driver`."""
        method, path, parameters = self.request(kind, mark)
        return self.client.raw_request(method, path, **parameters)

    async def acall(self, kind: str, mark: str) -> object:
        """See `Driver`."""
        method, path, parameters = self.request(kind, mark)
        return await self.client.raw_request_async(method, path, **parameters)

    def shown(self) -> object:
        """See `Driver`."""
        return self.client


stripe.log = "debug"
main(Stripe)

# ruff: noqa: INP001
"""obstore: a create is `put(mode="create")` on `S3Store`, the rest is `HTTPStore`; time-out in `client_options`."""

from functools import cached_property

import obstore
from common import Driver, main
from obstore.store import HTTPStore, S3Store


class Obstore(Driver):
    """Objects are got and put."""

    def client(self) -> dict[str, object]:
        """Options of the HTTP client."""
        given: dict[str, object] = {"allow_http": True, "default_headers": {"x-canary": self.options.header}}
        return given if self.options.timeout is None else given | {"timeout": f"{self.options.timeout * 1000:.0f}ms"}

    @cached_property
    def http(self) -> HTTPStore:
        """Any web server."""
        return HTTPStore.from_url(f"{self.url}/v4", client_options=self.client())

    @cached_property
    def s3(self) -> S3Store:
        """An S3 bucket, which can refuse to overwrite."""
        return S3Store(
            "v4",
            endpoint=self.url,
            region="none",
            access_key_id="none",
            secret_access_key=self.options.key,
            virtual_hosted_style_request=False,
            client_options=self.client(),
        )

    def call(self, kind: str, mark: str) -> object:
        """See `Driver`."""
        path, body = f"agents/{mark}", self.options.body.encode()
        if kind == "get":
            return obstore.get(self.http, path).bytes()
        if kind == "put":
            return obstore.put(self.http, path, body)
        return obstore.put(self.s3, path, body, mode="create")

    async def acall(self, kind: str, mark: str) -> object:
        """See `Driver`."""
        path, body = f"agents/{mark}", self.options.body.encode()
        if kind == "get":
            return await (await obstore.get_async(self.http, path)).bytes_async()
        if kind == "put":
            return await obstore.put_async(self.http, path, body)
        return await obstore.put_async(self.s3, path, body, mode="create")

    def shown(self) -> object:
        """See `Driver`."""
        return self.s3


main(Obstore)

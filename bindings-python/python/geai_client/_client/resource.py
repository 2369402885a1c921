"""The base of all resources, such as `client.agents`."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from geai_client._native import NativeClient


class Resource:
    """Operations that are sent by one native client."""

    __slots__ = ("_native_client",)

    def __init__(self, native_client: NativeClient, /) -> None:
        self._native_client = native_client

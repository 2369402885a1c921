"""The base of all resources, such as `client.agents`, and the attributes that hold them."""

from __future__ import annotations

from geai_client import _annotations as _t
from geai_client._native import NativeClient

__all__ = ["Resource", "resource_attribute"]

TYPE_CHECKING = False
if TYPE_CHECKING:
    from functools import cached_property as resource_attribute
    from typing import Any

    # Class of the client, its native client, what it was made with, and the path of the resource in it.
    Origin = tuple[type[Any], NativeClient, dict[str, object], str]
else:

    class resource_attribute:  # noqa: N801 (a decorator, as `property`)
        """An attribute that is made once for each object, and that can be replaced, such as by a mock."""

        def __init__(self, make: Any) -> None:
            self._make = make
            self.__doc__ = make.__doc__

        def __set_name__(self, owner: type, name: str) -> None:
            self._name = name

        def __get__(self, instance: Any, owner: type | None = None) -> Any:
            if instance is None:
                return self
            # Of two threads that ask at once, both get the same object.
            return instance.__dict__.setdefault(self._name, self._make(instance))


class Resource:
    """Operations that are sent by one native client."""

    _native_client: NativeClient

    def __init__(self, native_client: NativeClient, origin: tuple[_t.Any, ...] | None = None, /) -> None:
        self._native_client = native_client
        self._origin: Origin | None = origin

    def _part(self, name: str) -> Origin | None:
        """Where a resource of this one comes from."""
        if self._origin is None:
            return None
        made_by, native_client, options, path = self._origin
        return made_by, native_client, options, f"{path}.{name}"

    def __copy__(self) -> Resource:
        return self

    def __deepcopy__(self, memo: object) -> Resource:
        return self

    def __reduce__(self) -> tuple[Any, ...]:
        # As its client and its path in it. It holds no client, which would be a circle of references.
        if self._origin is None:
            message = f"cannot pickle {type(self).__name__}: it belongs to no client"
            raise TypeError(message)
        made_by: Any
        made_by, native_client, options, path = self._origin
        client = made_by.__new__(made_by)
        client._native_client = native_client  # noqa: SLF001 (a client of our own)
        client._pickled_options = options  # noqa: SLF001
        return _resource_of, (client, path)


def _resource_of(client: object, path: str) -> object:
    for name in path.split("."):
        client = getattr(client, name)
    return client

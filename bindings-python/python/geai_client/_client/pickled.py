"""Clients in other processes: what a pickle holds of one, and the client that is made of it."""

from __future__ import annotations

from geai_client._native import Arguments, NativeClient

from .resource import Resource
from .setting_warnings import warn_of_settings

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, TypeVar

    _ClientT = TypeVar("_ClientT")

# Clients that came out of pickles, by what they are, the first ones first. Those of equal configuration and token share
# connections and limits: a worker is given a new one with each task.
_kept: dict[object, NativeClient] = {}
_MOST_KEPT = 16

# What a client has beside the attributes of its user.
_OWN = ("_native_client", "_pickled_options")

# Ids of native clients whose functions are being tried. Such a function may belong to an object that holds the client.
_trying: set[int] = set()


class _ByValue:
    """A function that only cloudpickle can pickle."""

    def __init__(self, pickled: bytes) -> None:
        self._pickled = pickled

    def __reduce__(self) -> tuple[Any, ...]:
        import pickle

        return pickle.loads, (self._pickled,)


def reduced(client: Any, options: dict[str, object]) -> tuple[Any, ...]:
    """What `__reduce__` of a client answers. Of its secrets there is nothing but a fingerprint of the token."""
    native: NativeClient = client._native_client  # noqa: SLF001
    base_url, project_id, organization_id, fingerprint = native.identity()
    looked_up = {"base_url": base_url, "project_id": project_id, "organization_id": organization_id}
    state = {
        "given": options,
        "found": {name: value for name, value in looked_up.items() if value is not None},
        "fingerprint": fingerprint,
        "functions": _functions(native),
    }
    attributes, slots = attributes_of(client)
    if slots:
        return restored, (type(client), state), (attributes, slots)
    return (restored, (type(client), state), attributes) if attributes else (restored, (type(client), state))


def attributes_of(client: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    """What a class of the user adds to a client: its attributes, and those that stand in slots."""
    attributes = {name: value for name, value in client.__dict__.items() if not isinstance(value, Resource)}
    names = (name for cls in type(client).__mro__ for name in _slots(cls) if not name.startswith("__"))
    slots = {name: getattr(client, name) for name in names if name not in _OWN and hasattr(client, name)}
    return attributes, slots


def _slots(cls: type) -> tuple[str, ...]:
    slots = cls.__dict__.get("__slots__", ())
    return (slots,) if isinstance(slots, str) else tuple(slots)


def _functions(native: NativeClient) -> dict[str, object]:
    """The functions that give tokens, as far as they can be pickled."""
    functions = dict(native.token_functions())
    if not functions or id(native) in _trying:
        return functions
    _trying.add(id(native))
    try:
        return {name: found for name, function in functions.items() if (found := _picklable(function)) is not None}
    finally:
        _trying.discard(id(native))


def _picklable(function: object) -> object | None:
    import pickle
    import sys

    try:
        pickle.dumps(function)
    except Exception:  # noqa: BLE001 (what fails here, fails in many ways)
        cloudpickle: Any = sys.modules.get("cloudpickle")
        try:
            return None if cloudpickle is None else _ByValue(cloudpickle.dumps(function))
        except Exception:  # noqa: BLE001
            return None
    return function


def restored(cls: type[_ClientT], state: dict[str, Any]) -> _ClientT:
    """The client of a pickle. Where it cannot be made in this process, its first call says why."""
    functions, fingerprint = state["functions"], state["fingerprint"]
    options = {**state["given"], **state["found"]}
    asynchronous: bool = cls._asynchronous  # type: ignore[attr-defined]
    key = (asynchronous, tuple(sorted(options.items())), fingerprint, tuple(functions.items()))
    client: Any = cls.__new__(cls)
    client._pickled_options = state["given"]  # noqa: SLF001
    # A client that was made before keeps the token it was made with; that of this process may be another one by now.
    current = fingerprint is None or NativeClient.token_fingerprint(Arguments(options)) == fingerprint
    native = _found(key) if current else None
    if native is None:
        native, usable = NativeClient.restore(Arguments({**options, **functions}), asynchronous, fingerprint)
        warn_of_settings(native)
        if usable:
            native = _keep(key, native)
    client._native_client = native.share()  # noqa: SLF001
    made: _ClientT = client
    return made


def _found(key: object) -> NativeClient | None:
    try:
        return _kept.get(key)
    except TypeError:
        # A function without a hash.
        return None


def _keep(key: object, native: NativeClient) -> NativeClient:
    try:
        kept = _kept.setdefault(key, native)
    except TypeError:
        return native
    while len(_kept) > _MOST_KEPT:
        _kept.pop(next(iter(_kept)), None)
    return kept

"""Errors in other places than where they arose: other processes, other copies of the package, the end of Python."""

from __future__ import annotations

import copy
import json
import pickle
import sys
import warnings
from collections.abc import Callable
from typing import Any

import cloudpickle
import pytest

import geai_client
from geai_client import ConflictError, GeaiError, NotFoundError
from geai_client.testing import Emulator
from support import Scripted, quiet

ATTRIBUTES = {*GeaiError.__annotations__} - {"body"}


def unsure(emulator: Emulator) -> GeaiError:
    """The error of a create that the server may have executed."""
    emulator.fail_next("POST", "/v4/agents", kind="reset")
    with pytest.raises(GeaiError) as caught:
        emulator.client("dev").agents.create(name="X")
    return caught.value


def taken() -> GeaiError:
    """The error of a name that is taken."""
    body = {"errors": [{"id": 54002, "description": "is there"}]}
    with Scripted(lambda _: (409, body)) as server, pytest.raises(ConflictError) as caught:
        geai_client.Client(server.url, api_token="t").agents.create(name="X")
    return caught.value


def as_ray_does(error: Exception) -> Exception:
    """Ray raises an error of a class that derives from its own and the cause's, and asks the cause for the rest."""

    class TaskError(Exception):
        def __init__(self, cause: Exception) -> None:
            super().__init__(cause)
            self.cause = cause

    class Raised(TaskError, type(error)):  # type: ignore[misc]  # noqa: N818 (named as Ray does)
        def __init__(self, cause: Exception) -> None:
            self.cause = cause
            self.args = (cause,)

        def __getattr__(self, name: str) -> object:
            return getattr(self.cause, name)

        def __str__(self) -> str:
            return f"remote: {self.cause}"

    return Raised(cloudpickle.loads(cloudpickle.dumps(error)))


def as_celery_does(error: Exception) -> Exception:
    """Celery's JSON holds name, module and those of the arguments that JSON can hold; the others as text."""

    def serializable(argument: object) -> object:
        try:
            json.dumps(argument)
        except TypeError:
            return repr(argument)
        return argument

    text = json.dumps(
        {
            "exc_type": type(error).__name__,
            "exc_message": [serializable(argument) for argument in error.args],
            "exc_module": type(error).__module__,
        }
    )
    read = json.loads(text)
    cls = getattr(sys.modules[read["exc_module"]], read["exc_type"])
    rebuilt: Exception = cls(*read["exc_message"])
    return rebuilt


WAYS: dict[str, Callable[[Exception], Exception]] = {
    "ray": as_ray_does,
    "celery": as_celery_does,
    "pickle": lambda error: pickle.loads(pickle.dumps(error)),
    "cloudpickle": lambda error: cloudpickle.loads(cloudpickle.dumps(error)),
    "copy": copy.copy,
    "args": lambda error: type(error)(*error.args),
}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("make", [unsure, lambda _: taken()], ids=["unsure", "taken"])
def test_an_error_that_is_rebuilt_says_the_same(
    emulator: Emulator, way: str, make: Callable[[Emulator], GeaiError]
) -> None:
    error = make(emulator)
    rebuilt: Any = WAYS[way](error)
    assert isinstance(rebuilt, type(error))
    assert {name: getattr(rebuilt, name) for name in ATTRIBUTES} == {name: getattr(error, name) for name in ATTRIBUTES}
    assert rebuilt.to_dict() == error.to_dict()
    assert str(error) in str(rebuilt)


def test_what_the_two_errors_say(emulator: Emulator) -> None:
    error = unsure(emulator)
    assert (error.executed, error.attempts, error.retryable) == ("maybe", 1, True)
    error = taken()
    assert (error.executed, error.status, error.is_already_exists) == ("no", 409, True)


def test_json_holds_an_error() -> None:
    error = taken()
    rebuilt = ConflictError(str(error), json.loads(json.dumps(error.to_dict())))
    assert (rebuilt.to_dict(), rebuilt.messages, str(rebuilt)) == (error.to_dict(), error.messages, str(error))
    assert rebuilt.body is None


@pytest.mark.parametrize("known", [None, "text", {"unknown": 1}])
def test_an_error_of_its_text_alone_does_not_say_that_nothing_happened(known: object) -> None:
    error = NotFoundError("went missing", known)
    assert (str(error), error.message, error.kind) == ("went missing", "went missing", "NotFoundError")
    assert (error.executed, error.phase, error.status, error.attempts) == ("maybe", None, None, 0)
    assert error.args == ("went missing",)


def test_no_value_of_the_class_hides_that_of_another_error() -> None:
    classes = [cls for cls in vars(geai_client).values() if isinstance(cls, type) and issubclass(cls, GeaiError)]
    assert [(cls, name) for cls in classes for name in ATTRIBUTES if hasattr(cls, name)] == []


def test_another_copy_of_the_package_catches_its_errors() -> None:
    script = """
import sys
from geai_client.testing import Emulator
import geai_client as first
own = {name: module for name, module in sys.modules.items() if name.startswith("geai_client")}
for name in own:
    if name != "geai_client._native":
        del sys.modules[name]
import geai_client as second
assert second is not first
with Emulator() as emulator:
    for copy in (first, second):
        for client in (first.Client, second.Client):
            try:
                client(emulator.url, api_token=emulator.token()).agents.get("absent")
            except copy.NotFoundError as error:
                print(type(error) is copy.NotFoundError, isinstance(error, copy.GeaiError), error.messages != ())
sys.modules.update(own)
"""
    assert quiet(script) == "True True True\n" * 4


@pytest.mark.parametrize("closed", [False, True])
def test_a_finalizer_at_the_end_of_python_gets_an_error_of_this_library(*, closed: bool) -> None:
    script = f"""
import sys
from geai_client import Client, GeaiError
class Holder:
    def __init__(self):
        self.client = Client("http://127.0.0.1:9", api_token="t", retries=0)
    def __del__(self, error=GeaiError, write=sys.stdout.write, flush=sys.stdout.flush):
        try:
            self.client.agents.get("x")
        except error as found:
            write(type(found).__name__)
            flush()
Holder.kept = Holder()
Holder.itself = Holder
if {closed}:
    Holder.kept.client.close()
"""
    assert quiet(script) == "ClientClosedError"


def test_tracebacks_are_shown_with_their_arguments(emulator: Emulator) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        cgitb = pytest.importorskip("cgitb", reason="Python 3.13 has no cgitb")
    with pytest.raises(NotFoundError) as caught:
        emulator.client("dev").agents.get("absent")
    shown = cgitb.text((caught.type, caught.value, caught.tb))
    assert "id_or_name='absent'" in shown
    assert emulator.token("dev") not in shown

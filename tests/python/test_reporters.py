"""What reporters of errors send and print: the local variables of every frame of the package, without a secret."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import AsyncGenerator, Awaitable, Callable, Generator, Iterator, Mapping
from io import StringIO
from pathlib import Path
from traceback import walk_tb
from typing import Any

import pytest
import sentry_sdk
from rich.console import Console
from rich.traceback import Traceback
from sentry_sdk.envelope import Envelope
from sentry_sdk.scrubber import EventScrubber
from sentry_sdk.transport import Transport
from sentry_sdk.utils import event_from_exception

import geai_client
from geai_client import AsyncClient, Client, GeaiError
from geai_client._generated import types as literals
from geai_client.testing import Emulator
from support import Scripted

PACKAGE = str(Path(geai_client.__file__).parent)
CANARY = "canary-4f1c"
# Ids, numbers, and words of a list that is known.
PLAIN = (
    {
        "environment",  # an error names one that the files do not
        "OnProgress",
        "id",
        "id_or_name",
        "on_url",
        "int",
        "bool",
        "float",
        "timedelta",
        *(name for name in vars(literals) if name[:1].isupper()),
    }
    - {name for name in vars(literals) if name.endswith("Dict")}
)
CLIENT_METHODS = ("request", "bulk", "with_options", "close", "aclose")


class Collected(Transport):
    """Takes events in place of a server."""

    def __init__(self) -> None:
        super().__init__()
        self.events: list[Any] = []

    def capture_envelope(self, envelope: Envelope) -> None:
        self.events.append(envelope.get_event())


def to_sentry(error: BaseException, scrubber: EventScrubber | None) -> str:
    """The frames of the package, with their variables, as the SDK sends them."""
    collected = Collected()
    client = sentry_sdk.Client(
        dsn="https://key@sentry.example.com/1", transport=collected, default_integrations=False, event_scrubber=scrubber
    )
    event, hint = event_from_exception(error, client_options=client.options)
    client.capture_event(event, hint)
    [sent] = collected.events
    frames = [frame for each in sent["exception"]["values"] for frame in each["stacktrace"]["frames"]]
    own = [frame for frame in frames if frame["abs_path"].startswith(PACKAGE)]
    assert all("vars" in frame for frame in own)
    return repr([own, [each["value"] for each in sent["exception"]["values"]]])


def to_rich(error: BaseException) -> str:
    """The frames of the package, with their variables, as a terminal shows them."""
    trace = Traceback.extract(type(error), error, error.__traceback__, show_locals=True)
    for stack in trace.stacks:
        stack.frames = [frame for frame in stack.frames if frame.filename.startswith(PACKAGE)]
    text = StringIO()
    Console(file=text, width=300).print(Traceback(trace, show_locals=True))
    return text.getvalue()


def to_cgitb(error: BaseException) -> str:
    """The frames of the package with their arguments and variables, as `cgitb` writes them."""
    trace = error.__traceback__
    while trace is not None and not trace.tb_frame.f_code.co_filename.startswith(PACKAGE):
        trace = trace.tb_next
    own = [frame for frame, _ in walk_tb(trace) if frame.f_code.co_filename.startswith(PACKAGE)]
    # What `cgitb` does with a frame; the module itself is gone since Python 3.13.
    arguments = [inspect.formatargvalues(*inspect.getargvalues(frame)) for frame in own]
    return "\n".join([*arguments, *(repr(frame.f_locals) for frame in own)])


def check(call: Callable[[], object], kind: type[BaseException] = Exception) -> None:
    """The call fails, and no reporter shows the canary."""
    with pytest.raises(kind) as caught:
        call()
    for name, shown in {
        "sentry": to_sentry(caught.value, None),
        "sentry without its list of names": to_sentry(caught.value, EventScrubber(denylist=[], pii_denylist=[])),
        "rich": to_rich(caught.value),
        "cgitb": to_cgitb(caught.value),
    }.items():
        assert CANARY not in shown, f"{name}: {shown}"


def planted(parameter: inspect.Parameter) -> list[Any]:
    """Values with the canary, of the kinds that a parameter could take; none for ids, numbers and words of a list."""
    annotation = str(parameter.annotation)
    names = {part.strip().removeprefix("_t.") for part in annotation.split("|")} - {"None"}
    if parameter.name in PLAIN or names <= PLAIN:
        return []
    if parameter.name == "headers":
        return [{"x-secret": CANARY}]
    return [CANARY, {"client_secret": CANARY, "value": CANARY}, [{"value": CANARY}]]


def methods(client: object) -> Iterator[tuple[str, Any]]:
    """Every operation of a client, and the helpers that make several calls."""
    for name in dir(client):
        member = getattr(client, name)
        if name.startswith("_") or name in ("config", "base_url", "is_closed", "with_response", *CLIENT_METHODS):
            continue
        if inspect.ismethod(member):
            yield name, member
            continue
        yield from ((f"{name}.{each}", getattr(member, each)) for each in dir(member) if not each.startswith("_"))


def required(parameter: inspect.Parameter) -> Any:
    annotation = str(parameter.annotation)
    return {"int": 1, "bool": True}.get(annotation.split(" ", maxsplit=1)[0], "x")


def calls(method: Any) -> Iterator[tuple[str, tuple[Any, ...], dict[str, Any]]]:
    """Arguments of a method, with the canary in one after the other."""
    parameters = list(inspect.signature(method).parameters.values())
    variadic = (inspect.Parameter.VAR_KEYWORD, inspect.Parameter.VAR_POSITIONAL)
    for chosen in parameters:
        for value in [{"q": CANARY}] if chosen.kind in variadic else planted(chosen):
            positional: list[Any] = []
            named: dict[str, Any] = {}
            for parameter in parameters:
                if parameter.kind in variadic:
                    named.update(value if parameter is chosen else {})
                    continue
                given = value if parameter is chosen else parameter.default
                given = required(parameter) if given is parameter.empty else given
                if parameter.kind is parameter.POSITIONAL_ONLY:
                    positional.append(given)
                else:
                    named[parameter.name] = given
            yield chosen.name, tuple(positional), named


@pytest.fixture(scope="module")
def refusing() -> Iterator[str]:
    with Scripted(lambda _: (400, {"message": "no"})) as server:
        yield server.url


def test_reporters_see_the_frames_of_the_package(refusing: str) -> None:
    with pytest.raises(GeaiError) as caught:
        Client(refusing, api_token="t").agents.create(name="n", headers={"x": "y"}, retries=0)
    shown = to_rich(caught.value)
    assert "params" in shown
    assert "automatic_publish" in shown
    # It leaves out the frames that ask for it.
    assert to_sentry(caught.value, None) == repr([[], ["no"]])


# Their argument is a path, which errors name.
OF_FILES = {"plan", "apply"}


def all_methods() -> list[str]:
    client = Client("http://127.0.0.1:9", api_token="t")
    return [name for name, _ in methods(client) if name not in OF_FILES]


@pytest.mark.parametrize("name", all_methods())
@pytest.mark.parametrize("surface", ["sync", "async", "response"])
def test_no_argument_of_an_operation_shows(refusing: str, name: str, surface: str) -> None:
    client: Any = Client(refusing, api_token=CANARY) if surface != "async" else AsyncClient(refusing, api_token=CANARY)
    method = dict(methods(client.with_response if surface == "response" else client)).get(name)
    if method is None:
        pytest.skip("it makes several calls, which have no one response")
    tried = 0
    for _, positional, named in calls(method):
        tried += 1

        async def awaited(given: tuple[Any, ...] = positional, more: Mapping[str, Any] = named) -> object:
            answer = method(*given, **more)
            if isinstance(answer, AsyncGenerator):
                return await anext(answer)
            assert isinstance(answer, Awaitable)
            return await answer

        def call(given: tuple[Any, ...] = positional, more: Mapping[str, Any] = named) -> object:
            if surface == "async":
                return asyncio.run(awaited(given, more))
            answer = method(*given, **more)
            return next(answer) if isinstance(answer, Generator) else answer

        check(call)
    assert tried


@pytest.mark.parametrize("surface", ["none", "sync", "async"])
def test_no_definition_and_no_plan_shows(refusing: str, surface: str) -> None:
    flows = {"authorization_code": {"client_secret": CANARY, "client_id": "i", "token_url": "https://t.example"}}
    integration = {"name": "i", "manifest": "{}", "security_scheme": {"type": "oauth2", "flows": flows}}
    texts = {"geai.yaml": "format: geai/1\n", "integrations/i.yaml": f"name: i\nsecurityScheme: {CANARY}\n"}
    sources: list[Any] = [[integration], integration, texts, {"x": CANARY}, [{"name": CANARY, "x": object()}]]
    if surface == "none":
        for source in sources:
            check(lambda source=source: geai_client.check(source), GeaiError)
            check(lambda source=source: geai_client.check(source, environment=5), GeaiError)  # type: ignore[arg-type]
        return
    client: Any = (Client if surface == "sync" else AsyncClient)(refusing, api_token=CANARY, retries=0)

    def made(verb: str, *given: Any, **options: Any) -> Callable[[], object]:
        async def main() -> object:
            return await getattr(client, verb)(*given, **options)

        return (lambda: getattr(client, verb)(*given, **options)) if surface == "sync" else lambda: asyncio.run(main())

    for source in sources:
        check(made("plan", source), GeaiError)
        check(made("plan", source, only=5), TypeError)
        check(made("plan", source, send_secrets=5), TypeError)
        check(made("plan", source, baseline={"secret": CANARY}), GeaiError)
        check(made("apply", source))


# Objects that were made without their constructor, as one that fails leaves them.
@pytest.mark.parametrize("name", [*geai_client.__all__, "Emulator"])
def test_printing_never_raises(name: str) -> None:
    cls = Emulator if name == "Emulator" else getattr(geai_client, name)
    if not isinstance(cls, type):
        return
    try:
        made = cls.__new__(cls)
    except (TypeError, GeaiError):
        return  # it is made as a whole, or not at all
    assert repr(made)
    assert str(made) or issubclass(cls, Exception)


@pytest.mark.parametrize("cls", [Client, AsyncClient])
def test_no_argument_of_a_client_shows(refusing: str, cls: Any) -> None:
    given: dict[str, Any] = {"api_token": CANARY, "headers": {"x-secret": CANARY}, "proxy": f"http://u:{CANARY}@h:1"}
    for name, value in given.items():
        check(lambda name=name, value=value: cls(refusing, **{"api_token": "t", name: value}, retries=-1), GeaiError)
    check(lambda: cls(refusing, access_token=CANARY), GeaiError)
    client = cls(refusing, api_token="t")
    check(lambda: client.with_options(headers={"x-secret": CANARY}, retries=-1), GeaiError)
    with Emulator() as emulator:
        make = emulator.client if cls is Client else emulator.async_client
        check(lambda: make(api_token=CANARY, retries=-1), GeaiError)


@pytest.mark.parametrize("cls", [Client, AsyncClient])
def test_no_argument_of_a_request_or_of_bulk_shows(refusing: str, cls: Any) -> None:
    client = cls(refusing, api_token=CANARY)

    def made(make: Callable[[], Any]) -> Callable[[], object]:
        async def main() -> object:
            return await make()

        return make if cls is Client else lambda: asyncio.run(main())

    for given in (
        {"query": {"q": CANARY}},
        {"json": {"clientSecret": CANARY}},
        {"json": {CANARY}},
        {"headers": {"x-secret": CANARY}},
        {"headers": {"x-secret": f"{CANARY}\n"}},
    ):
        check(made(lambda given=given: client.request("POST", "/x", **given)), GeaiError)
    update = client.integrations.update
    secret = {"flows": {"authorization_code": {"client_secret": CANARY}}}
    for arguments in ([("x", {"security_scheme": secret})], [("x", CANARY, CANARY, CANARY)], [(CANARY,)]):
        check(made(lambda arguments=arguments: client.bulk(update, arguments, concurrency=0, security_scheme=secret)))
    check(made(lambda: client.bulk(len, [CANARY], value=CANARY)), TypeError)
    check(made(lambda: client.bulk(update, [("x",)], value=CANARY)), TypeError)
    check(made(lambda: client.bulk(update, iter([("x",), 1 / 0 if False else ("y",)]), concurrency=0)), GeaiError)

"""Signing in to a service through the inspector."""

from __future__ import annotations

import asyncio
import logging
import sys
import threading
import warnings
from html.parser import HTMLParser
from typing import Any
from urllib.parse import parse_qs, urlencode, urljoin, urlsplit
from urllib.request import urlopen

import pytest

import geai_client
from geai_client import (
    APIError,
    APITimeoutError,
    AsyncClient,
    Authorization,
    Client,
    InvalidRequestError,
    MalformedResponseError,
)
from geai_client.testing import Emulator
from support import PATIENCE, Scripted, Silent

PARCELS = "https://parcels.example.com/openapi.json"
CHALLENGE_LIFE = 600
CANARY = "canary-9f1c"


class Form(HTMLParser):
    """The form on a page: where it goes and what it holds."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.action = ""
        self.fields: dict[str, str] = {}
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        if tag == "form":
            self.action = named["action"] or ""
        elif tag == "input":
            self.fields[named["name"] or ""] = named["value"] or ""


def browse(url: str, decision: str = "allow") -> str:
    """Plays the user: opens the consent page, decides, and follows to the callback, whose page it returns."""
    with urlopen(url, timeout=PATIENCE) as page:  # noqa: S310 (the emulator's own)
        form = Form(page.read().decode())
    data = urlencode({**form.fields, "decision": decision}).encode()
    with urlopen(urljoin(url, form.action), data, timeout=PATIENCE) as page:  # noqa: S310
        assert urlsplit(page.url).path == "/emulator/oauth/callback"
        return str(page.read().decode())


def state(url: str) -> str:
    """Id of the challenge in the URL where the user signs in."""
    return parse_qs(urlsplit(url).query)["state"][0]


def begun(client: Client, url: str = PARCELS) -> str:
    """Id of a challenge whose user did not come."""
    seen: list[str] = []
    with pytest.raises(APITimeoutError):
        client.inspector.authorize(url, client_id="c", on_url=seen.append, deadline=0)
    return state(seen[0])


def check_signed_in(client: Client, done: Authorization) -> None:
    assert done.url == PARCELS
    assert done.security_scheme is not None
    flow = done.security_scheme.flows and done.security_scheme.flows.authorization_code
    assert flow is not None
    assert (flow.client_id, flow.challenge_method) == ("my-client", "S256")
    made = client.integrations.import_(
        name="parcels", manifest=done.manifest, security_scheme=done.security_scheme, automatic_publish=True
    )
    assert [tool.name for tool in made.tools or ()] == ["listParcels_get"]


def test_a_user_signs_in(emulator: Emulator, client: Client) -> None:
    urls: list[str] = []
    pages: list[str] = []

    def on_url(url: str) -> None:
        urls.append(url)
        pages.append(browse(url))

    done = client.inspector.authorize(PARCELS, client_id="my-client", on_url=on_url)
    assert len(urls) == 1
    assert "You are signed in" in pages[0]
    query = parse_qs(urlsplit(urls[0]).query)
    assert (query["code_challenge_method"], query["client_id"], query["state"]) == (
        ["S256"],
        ["my-client"],
        [done.challenge_id],
    )
    assert done.authorization_url == urls[0]
    assert urls[0].startswith(emulator.url)
    check_signed_in(client, done)


def test_a_user_signs_in_async_while_others_go_on(emulator: Emulator, client: Client) -> None:
    async def main() -> Authorization:
        loop = asyncio.get_running_loop()
        url: asyncio.Future[str] = loop.create_future()
        async with emulator.async_client("dev") as other:
            signing_in = asyncio.create_task(
                other.inspector.authorize(PARCELS, client_id="my-client", on_url=url.set_result)
            )
            seen = await url
            assert (await other.validate_token()).project_id == emulator.project_id("dev")
            assert "You are signed in" in await loop.run_in_executor(None, browse, seen)
            return await signing_in

    check_signed_in(client, asyncio.run(main()))


def test_the_url_is_printed_unless_it_is_taken(client: Client, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(APITimeoutError):
        client.inspector.authorize(PARCELS, client_id="c", deadline=0)
    assert capsys.readouterr().out.startswith(client.base_url)


def test_a_browser_is_opened_on_request(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    shown: list[str] = []
    monkeypatch.setattr("webbrowser.open", lambda url: shown.append(url) or browse(url))
    done = client.inspector.authorize(PARCELS, client_id="c", on_url=shown.append, open_browser=True)
    assert shown == [done.authorization_url] * 2
    shown.clear()
    open_ = client.inspector.authorize(
        "https://weather.example.com/openapi.json", on_url=shown.append, open_browser=True
    )
    assert (shown, open_.challenge_id, open_.authorization_url) == ([], None, None)
    assert open_.manifest is not None


def naming(page: str) -> Scripted:
    """A server that names this page for every sign-in, which nobody completes."""

    def answer(request: dict[str, Any]) -> tuple[int, Any]:
        step = request["path"].rsplit("/", 1)[1]
        if step == "create-challenge":
            return 200, {"authorizationUrl": page, "challengeId": "c"}
        scheme = {"type": "oauth2", "flows": {"authorizationCode": {"authorizationUrl": page}}}
        return 200, {"success": False} if step == "manifest" else {"securityScheme": scheme}

    return Scripted(answer)


@pytest.mark.parametrize("surface", ["sync", "async"])
@pytest.mark.parametrize(
    "page", ["file:///etc/passwd", "javascript:alert(1)", "/sign-in", "--version", "", "http://id.example.com/"]
)
def test_only_pages_of_https_or_of_this_machine_are_opened(
    page: str, surface: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[str] = []
    monkeypatch.setattr("webbrowser.open", shown.append)

    def sign_in(url: str) -> None:
        with Client(url, api_token="t") as client:
            client.inspector.authorize(PARCELS, client_id="c", on_url=shown.append, open_browser=True)

    async def sign_in_async(url: str) -> None:
        async with AsyncClient(url, api_token="t") as client:
            await client.inspector.authorize(PARCELS, client_id="c", on_url=shown.append, open_browser=True)

    run = sign_in if surface == "sync" else lambda url: asyncio.run(sign_in_async(url))
    with naming(page) as server, pytest.raises(MalformedResponseError, match="expected https://") as caught:
        run(server.url)
    assert caught.value.operation == "inspector.authorize"
    assert shown == []


def test_the_page_is_printed_in_visible_characters(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    monkeypatch.setattr("webbrowser.open", opened.append)
    with (
        naming("https://id.example.com/\x1b[2J?next=\u202e\x07\x9bz") as server,
        Client(server.url, api_token="t") as client,
        pytest.raises(APITimeoutError),
    ):
        client.inspector.authorize(PARCELS, client_id="c", open_browser=True, deadline=0)
    assert capsys.readouterr().out == "https://id.example.com/%1B[2J?next=%E2%80%AE%07%C2%9Bz\n"
    assert opened == ["https://id.example.com/%1B[2J?next=%E2%80%AE%07%C2%9Bz"]


def test_on_url_may_be_async_where_the_client_is(emulator: Emulator, client: Client) -> None:
    urls: list[str] = []

    async def on_url(url: str) -> None:
        await asyncio.to_thread(browse, url)
        looks = [request for request in emulator.requests if request["path"].endswith("/inspector/manifest")]
        assert looks == []
        urls.append(url)

    async def fail(_: str) -> None:
        await asyncio.sleep(0)
        raise ZeroDivisionError

    async def main() -> Authorization:
        async with emulator.async_client("dev") as other:
            done = await other.inspector.authorize(PARCELS, client_id="my-client", on_url=on_url)
            with pytest.raises(ZeroDivisionError):
                await other.inspector.authorize(PARCELS, client_id="my-client", on_url=fail)
            return done

    done = asyncio.run(main())
    assert urls == [done.authorization_url]
    check_signed_in(client, done)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with pytest.raises(TypeError, match="on_url: it is async, which needs an AsyncClient"):
            client.inspector.authorize(PARCELS, client_id="my-client", on_url=on_url)


@pytest.mark.observed("no page shows the message of a denial")
def test_a_denial_is_an_error_at_once(emulator: Emulator, client: Client) -> None:
    def deny(url: str) -> None:
        assert "denied" in browse(url, "deny")

    with pytest.raises(APIError, match="The sign-in was denied") as caught:
        client.inspector.authorize(PARCELS, client_id="c", on_url=deny)
    assert caught.value.operation == "inspector.manifest"
    looks = [request for request in emulator.requests if request["path"].endswith("/inspector/manifest")]
    assert len(looks) == 1

    async def main() -> None:
        async with emulator.async_client("dev") as other:
            await other.inspector.authorize(PARCELS, client_id="c", on_url=deny)

    with pytest.raises(APIError, match="The sign-in was denied"):
        asyncio.run(main())


def test_a_deadline_names_the_challenge_and_that_resumes(emulator: Emulator, client: Client) -> None:
    urls: list[str] = []
    with pytest.raises(APITimeoutError) as caught:
        client.inspector.authorize(PARCELS, client_id="c", on_url=urls.append, deadline=0)
    challenge = state(urls[0])
    assert f"(challenge {challenge})" in str(caught.value)
    assert (caught.value.operation, caught.value.executed) == ("inspector.authorize", "no")
    browse(urls[0])
    emulator.clear_requests()
    done = client.inspector.authorize(PARCELS, challenge_id=challenge, on_url=urls.append)
    assert (len(urls), done.challenge_id) == (1, challenge)
    assert done.manifest is not None
    assert done.security_scheme is not None
    paths = [request["path"].rsplit("/", 1)[1] for request in emulator.requests]
    assert paths == ["security-scheme", "manifest"]

    async def main() -> Authorization:
        async with emulator.async_client("dev") as other:
            with pytest.raises(APITimeoutError) as late:
                await other.inspector.authorize(PARCELS, client_id="c", on_url=urls.append, deadline=0)
            assert state(urls[-1]) in str(late.value)
            assert emulator.complete_challenge(state(urls[-1]))
            return await other.inspector.authorize(PARCELS, challenge_id=state(urls[-1]))

    assert asyncio.run(main()).manifest == done.manifest


def test_a_challenge_is_good_for_its_project_once_and_in_time(emulator: Emulator, client: Client) -> None:
    def fetch(who: Client, challenge: str) -> tuple[bool | None, bool]:
        fetched = who.inspector.manifest(challenge_id=challenge, url=PARCELS)
        return fetched.success, bool(fetched.manifest)

    stranger = emulator.client("prod")
    challenge = begun(client)
    assert fetch(client, challenge) == (False, False)
    assert emulator.complete_challenge(challenge)
    assert not emulator.complete_challenge(challenge)
    assert fetch(stranger, challenge) == (False, False)
    with pytest.raises(APITimeoutError):
        stranger.inspector.authorize(PARCELS, challenge_id=challenge, deadline=0)
    assert fetch(client, challenge) == (True, True)
    assert fetch(client, challenge) == (False, False)
    with pytest.raises(APITimeoutError, match="expired"):
        client.inspector.authorize(PARCELS, challenge_id=challenge, deadline=0)

    completed, still_open, fresh = begun(client), begun(client), begun(client)
    assert emulator.complete_challenge(completed)
    emulator.advance_clock(CHALLENGE_LIFE - 1)
    assert emulator.complete_challenge(fresh)
    assert fetch(client, fresh) == (True, True)
    emulator.advance_clock(2)
    assert fetch(client, completed) == (False, False)
    assert not emulator.complete_challenge(still_open)
    assert not emulator.complete_challenge("nothing")
    assert fetch(client, "nothing") == (False, False)
    with pytest.raises(ValueError, match="negative"):
        emulator.advance_clock(-1)


def test_a_code_belongs_to_its_challenge(client: Client) -> None:
    urls: list[str] = []
    for _ in range(2):
        with pytest.raises(APITimeoutError):
            client.inspector.authorize(PARCELS, client_id="c", on_url=urls.append, deadline=0)
    mixed = urls[0].replace(state(urls[0]), state(urls[1]))
    with pytest.raises(OSError, match="400"):
        browse(mixed)
    for url in urls:
        assert client.inspector.manifest(challenge_id=state(url)).success is False


@pytest.mark.parametrize(
    ("options", "part"),
    [
        ({}, "client_id: required, the service wants a user to sign in"),
        ({"client_id": " "}, "client_id: required"),
        ({"client_id": "c", "deadline": -1}, "deadline: expected seconds, 0 or more"),
        ({"client_id": "c", "deadline": float("nan")}, "deadline: expected seconds, 0 or more"),
    ],
)
def test_what_is_wrong_is_said_before_a_challenge_is_made(
    emulator: Emulator, client: Client, options: dict[str, Any], part: str
) -> None:
    with pytest.raises(InvalidRequestError) as caught:
        client.inspector.authorize(PARCELS, on_url=pytest.fail, **options)
    assert part in str(caught.value)
    assert not any(request["path"].endswith("create-challenge") for request in emulator.requests)
    emulator.clear_requests()
    with pytest.raises(InvalidRequestError, match="url: empty or blank"):
        client.inspector.authorize(" ", client_id="c")
    assert emulator.requests == []


def test_a_cancelled_sign_in_is_over() -> None:
    async def main(server: Silent) -> None:
        loop = asyncio.get_running_loop()
        async with geai_client.AsyncClient(server.url, api_token="x") as client:
            waiting = asyncio.create_task(client.inspector.authorize(PARCELS, challenge_id="c"))
            await loop.run_in_executor(None, server.wait_for_requests, 1)
            waiting.cancel()
            with pytest.raises(asyncio.CancelledError):
                await waiting
            await loop.run_in_executor(None, server.wait_for_closed, 1)
        assert server.arrived == 1

    with Silent() as server:
        asyncio.run(main(server))


def test_a_cancelled_sign_in_leaves_its_challenge_to_others(emulator: Emulator) -> None:
    async def main() -> None:
        url: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        async with emulator.async_client("dev") as client:
            waiting = asyncio.create_task(client.inspector.authorize(PARCELS, client_id="c", on_url=url.set_result))
            challenge = state(await url)
            # A look at the challenge that is still on its way could take it after it was completed.
            while not any(it["path"].endswith("/manifest") and it["status"] for it in emulator.requests):  # noqa: ASYNC110
                await asyncio.sleep(0)
            waiting.cancel()
            with pytest.raises(asyncio.CancelledError):
                await waiting
            assert emulator.complete_challenge(challenge)
            assert (await client.inspector.manifest(challenge_id=challenge)).success

    asyncio.run(main())


def test_what_on_url_raises_comes_through(client: Client) -> None:
    def gone(_: str) -> None:
        raise KeyError(CANARY)

    with pytest.raises(KeyError, match=CANARY):
        client.inspector.authorize(PARCELS, client_id="c", on_url=gone)


@pytest.mark.skipif(sys.platform == "win32", reason="signals are POSIX's")
def test_an_interrupt_ends_the_wait() -> None:
    import signal

    with Silent() as server:

        def interrupt() -> None:
            server.wait_for_requests(1)
            signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGINT)

        threading.Thread(target=interrupt, daemon=True).start()
        with pytest.raises(KeyboardInterrupt):
            Client(server.url, api_token="x").inspector.authorize(PARCELS, challenge_id="c")
        server.wait_for_closed(1)


def test_log_records_of_a_sign_in_hold_no_challenge(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG, "geai_client"):
        challenge = begun(client)
    assert [record for record in caplog.records if record.name == "geai_client"]
    assert challenge not in "".join(record.getMessage() for record in caplog.records if record.levelno < logging.ERROR)

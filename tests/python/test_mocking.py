"""Code is tested without a server: resources that can be replaced, pages and answers that a test makes."""

from __future__ import annotations

import asyncio
import copy
import pickle
import threading
import weakref
from typing import Any
from unittest import mock

import pytest

from geai_client import (
    Agent,
    AgentSummary,
    AsyncClient,
    AsyncPage,
    AsyncPages,
    Client,
    InvalidRequestError,
    NotFoundError,
    Page,
    PageInformation,
    Response,
)
from geai_client.testing import Emulator

AGENT = Agent(id="1", name="ParcelTracker", revision=3)
SUMMARIES = [AgentSummary(id=str(number), name=f"agent-{number}") for number in range(5)]


def make(cls: Any) -> Any:
    return cls("http://127.0.0.1:9", api_token="t")


@pytest.mark.parametrize("cls", [Client, AsyncClient])
def test_a_resource_is_one_object_of_its_client(cls: Any) -> None:
    client = make(cls)
    assert client.agents is client.agents
    assert client.with_response is client.with_response
    assert client.with_response.agents is client.with_response.agents
    assert client.agents is not make(cls).agents
    assert client.agents is not client.with_options(retries=1).agents
    assert copy.copy(client).agents is copy.deepcopy(client).agents is client.agents
    assert copy.deepcopy(client.agents) is client.agents


def test_threads_that_ask_at_once_get_one_object() -> None:
    for _ in range(20):
        client, start, found = make(Client), threading.Barrier(4), []

        def ask(client: Client = client, start: threading.Barrier = start, found: list[Any] = found) -> None:
            start.wait()
            found.append(client.agents)

        threads = [threading.Thread(target=ask) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(set(map(id, found))) == 1


@pytest.mark.parametrize("autospec", [None, True])
def test_a_method_is_patched_on_a_client_and_for_all_clients(autospec: Any) -> None:
    client = make(Client)
    with mock.patch.object(client.agents, "get", autospec=autospec, return_value=AGENT) as get:
        assert client.agents.get("ParcelTracker") is AGENT
        get.assert_called_once_with("ParcelTracker")
    with mock.patch.object(type(client.agents), "delete", autospec=autospec) as delete:
        make(Client).agents.delete("ParcelTracker")
    assert delete.call_count == 1
    assert "get" not in vars(client.agents)


def test_autospec_refuses_what_the_method_refuses() -> None:
    client = make(Client)
    with mock.patch.object(client.agents, "get", autospec=True) as get:
        with pytest.raises(TypeError, match="revison"):
            client.agents.get("a", revison=3)  # type: ignore[call-arg]
        with pytest.raises(TypeError):
            client.agents.get()  # type: ignore[call-arg]
    get.assert_not_called()


def test_an_async_method_is_patched_by_an_async_mock() -> None:
    client = make(AsyncClient)
    page = AsyncPage(SUMMARIES[:2], next_page=AsyncPage(SUMMARIES[2:]))

    async def main() -> None:
        with mock.patch.object(client.agents, "get", autospec=True, return_value=AGENT) as get:
            assert isinstance(get, mock.AsyncMock) or asyncio.iscoroutinefunction(get)
            assert await client.agents.get("a") is AGENT
        with mock.patch.object(client.agents, "list", autospec=True, return_value=AsyncPages(page)):
            assert await client.agents.list() is page
            assert [agent async for agent in client.agents.list()] == SUMMARIES
        with mock.patch.object(client.agents, "get", side_effect=NotFoundError("gone", status=404)):
            with pytest.raises(NotFoundError) as caught:
                await client.agents.get("a")
            assert caught.value.status == 404

    asyncio.run(main())


def test_a_whole_resource_or_client_is_replaced() -> None:
    client = make(Client)
    with mock.patch.object(client, "agents", autospec=True) as agents:
        agents.list.return_value = Page(SUMMARIES)
        assert list(client.agents.list()) == SUMMARIES
        with pytest.raises(AttributeError):
            agents.lst  # noqa: B018
    assert client.agents is client.agents
    double = mock.create_autospec(client)
    double.agents.get.return_value = AGENT
    assert double.agents.get("a").revision == 3
    assert hasattr(mock.Mock(spec=Client), "agents")


def test_a_page_is_made_of_its_records() -> None:
    page = Page(SUMMARIES[:3], total=5, extra={"cursor": 1}, malformed=[{"id": 7}], next_page=Page(SUMMARIES[3:]))
    assert (page.items, page.total, page.has_next) == (SUMMARIES[:3], 5, True)
    assert (page.extra, page.malformed, page.information) == ({"cursor": 1}, [{"id": 7}], None)
    assert list(page) == SUMMARIES
    assert page.next_page() is page.next_page() is not None
    last = page.next_page()
    assert last is not None
    assert (last.next_page(), last.has_next) == (None, False)
    assert repr(page) == "Page(3 items, total=5, has_next=True)"
    assert Page().items == []
    with pytest.raises(TypeError):
        Page([], next_page=AsyncPage([]))  # type: ignore[arg-type]
    information = PageInformation(total=9)
    assert Page([], information=information).information == information


def test_a_page_is_like_a_sequence_of_its_own_records() -> None:
    page = Page(SUMMARIES[:3], next_page=Page(SUMMARIES[3:]))
    assert len(page) == 3
    assert (page[0], page[-1], page[1:]) == (SUMMARIES[0], SUMMARIES[2], SUMMARIES[1:3])
    with pytest.raises(IndexError, match="this page has 3 records; iterate for all"):
        page[3]
    with pytest.raises(IndexError):
        Page([])[0]
    with pytest.raises(TypeError):
        page["name"]  # type: ignore[call-overload]
    with pytest.raises(TypeError, match="not reversible"):
        reversed(page)  # type: ignore[call-overload]
    assert SUMMARIES[4] in page
    # A page without records is a page.
    assert bool(Page([])) is True
    assert len(AsyncPage(SUMMARIES)) == 5


def test_a_response_is_made_of_its_data() -> None:
    response = Response(AGENT, status=201, headers={"X-Request-Id": "r"}, request_id="r", body=b"{}", extra={"a": 1})
    assert (response.data, response.status, response.request_id, response.attempts) == (AGENT, 201, "r", 1)
    assert (response.headers["x-request-id"], response.body, response.text) == ("r", b"{}", "{}")
    assert response.extra == {"a": 1}
    assert Response(None).status == 200
    for wrong in ({"status": 7}, {"headers": {"a b": "c"}}, {"elapsed": -1.0}):
        with pytest.raises(InvalidRequestError):
            Response(None, **wrong)  # type: ignore[arg-type]


@pytest.mark.parametrize("cls", [Client, AsyncClient])
def test_a_client_has_weak_references_and_attributes_of_its_class(cls: Any) -> None:
    class Named(cls):  # type: ignore[misc]
        __slots__ = ("place",)

        def __init__(self, *arguments: Any, label: str, **options: Any) -> None:
            super().__init__(*arguments, **options)
            self.label, self.place = label, "slot"

    client = Named("http://127.0.0.1:9", api_token="t", label="mine")
    other = client.with_options(timeout=3.0)
    assert (type(other), other.label, other.place) == (Named, "mine", "slot")
    assert other.agents is not client.agents
    alive = weakref.ref(other)
    resource = weakref.ref(other.agents)
    assert alive() is other
    # No circle of references: nothing waits for the garbage collector.
    del other
    assert (alive(), resource()) == (None, None)


@pytest.mark.parametrize("cls", [Client, AsyncClient])
def test_resources_and_methods_are_pickled(cls: Any, emulator: Emulator) -> None:
    client = cls(emulator.url, api_token=emulator.token("dev"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GEAI_APITOKEN", emulator.token("dev"))
        for protocol in range(2, pickle.HIGHEST_PROTOCOL + 1):
            agents, get, with_response, nested = pickle.loads(
                pickle.dumps(
                    (client.agents, client.agents.get, client.with_response, client.with_response.agents), protocol
                )
            )
            assert type(agents) is type(client.agents)
            assert type(nested) is type(client.with_response.agents)
            assert get.__self__._native_client.base_url == emulator.url
            assert type(with_response) is type(client.with_response)
        if cls is Client:
            emulator.seed_agents("dev", 3)
            assert get("seeded-agent-1").name == "seeded-agent-1"
            assert nested.get("seeded-agent-1").status == 200


def test_a_page_comes_out_of_a_pickle_without_its_walk(emulator: Emulator, client: Client) -> None:
    emulator.seed_agents("dev", 5)
    page = client.agents.list(count=2)
    assert len(page) == 2
    other = pickle.loads(pickle.dumps(page))
    assert (other.items, other.total, other.has_next, other.information) == (page.items, 5, True, page.information)
    records = iter(other)
    assert [next(records), next(records)] == page.items
    with pytest.raises(
        InvalidRequestError, match="came out of a pickle or is a copy, which holds no client: list again"
    ):
        next(records)
    assert pickle.loads(pickle.dumps(other)).has_next
    made = Page(SUMMARIES[:1], next_page=Page(SUMMARIES[1:]))
    assert list(pickle.loads(pickle.dumps(made))) == SUMMARIES
    assert list(copy.copy(made)) == SUMMARIES
    response = client.with_response.agents.list(count=2)
    copied = pickle.loads(pickle.dumps(response))
    assert (copied.status, copied.data.items, copied.attempts) == (200, page.items, 1)
    assert copied.headers == response.headers
    with pytest.raises(InvalidRequestError, match="holds no body"):
        copied.body  # noqa: B018


def test_pickles_hold_no_secret_of_pages_and_responses() -> None:
    secret = "hunter2"  # noqa: S105 (made up)
    response = Response(AGENT, headers={"set-cookie": secret}, body=secret.encode(), extra={"clientSecret": secret})
    page = Page(SUMMARIES, extra={"password": secret})
    assert secret.encode() not in pickle.dumps((response, page))
    assert pickle.loads(pickle.dumps(response)).extra == {"clientSecret": "***"}

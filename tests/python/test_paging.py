"""Pages that are the iteration over everything."""

from __future__ import annotations

import asyncio
import json
import logging
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from geai_client import AgentSummary, AsyncClient, AsyncPage, Client, Page, ServerError
from geai_client.testing import Emulator
from support import PATIENCE, Scripted, quiet


def record(number: int) -> dict[str, Any]:
    return {"id": str(number), "name": f"agent-{number}"}


def walk(client: Client, surface: str, **params: Any) -> list[str]:
    """Ids of what the iteration yields."""
    if surface == "sync":
        return [agent.id for agent in client.agents.list(**params)]

    async def main() -> list[str]:
        async with AsyncClient(client.base_url, api_token="x", agents_api="v2") as other:
            return [agent.id async for agent in other.agents.list(**params)]

    return asyncio.run(main())


surfaces = pytest.mark.parametrize("surface", ["sync", "async"])


@surfaces
def test_iteration_walks_all_pages(emulator: Emulator, surface: str) -> None:
    emulator.seed_agents("dev", 45)

    async def main() -> list[str]:
        async with emulator.async_client("dev") as client:
            return [agent.name async for agent in client.agents.list(count=20)]

    client = emulator.client("dev")
    found = [agent.name for agent in client.agents.list(count=20)] if surface == "sync" else asyncio.run(main())
    assert sorted(found) == sorted(f"seeded-agent-{n}" for n in range(1, 46))
    assert len([request for request in emulator.requests if request["method"] == "GET"]) == 3


def test_threads_that_share_an_iteration_see_each_record_once(emulator: Emulator) -> None:
    emulator.seed_agents("dev", 45)
    records = iter(emulator.client("dev").agents.list(count=5))
    found: list[str] = []
    begin = threading.Barrier(4)

    def take() -> None:
        begin.wait(PATIENCE)
        found.extend(agent.name for agent in records)

    threads = [threading.Thread(target=take) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
    assert sorted(found) == sorted(f"seeded-agent-{n}" for n in range(1, 46))


def test_one_page(emulator: Emulator, client: Client) -> None:
    emulator.seed_agents("dev", 5)
    page = client.agents.list(count=3)
    assert isinstance(page, Page)
    assert isinstance(page.items[0], AgentSummary)
    assert (len(page.items), page.total, page.has_next, page.malformed) == (3, 5, True, [])
    assert page.information is not None
    assert page.information.total == 5
    assert repr(page) == "Page(3 items, total=5, has_next=True)"
    assert "<th>name</th>" in page._repr_html_()
    assert (len(page), page[0].name, [agent.id for agent in page[1:]]) == (
        3,
        page.items[0].name,
        [agent.id for agent in page.items[1:]],
    )
    last = page.next_page()
    assert last is not None
    assert (len(last.items), last.has_next, last.next_page()) == (2, False, None)
    assert len(list(page)) == 5
    assert len(list(last)) == 2


def test_one_async_page(emulator: Emulator) -> None:
    emulator.seed_agents("dev", 5)

    async def main() -> None:
        async with emulator.async_client("dev") as client:
            page = await client.agents.list(count=3)
            assert isinstance(page, AsyncPage)
            assert (len(page.items), page.total, page.has_next) == (3, 5, True)
            last = await page.next_page()
            assert last is not None
            assert (len(last.items), await last.next_page()) == (2, None)
            assert len([agent async for agent in page]) == 5
            response = await client.with_response.agents.list(count=3)
            assert (response.status, len([agent async for agent in response.data])) == (200, 5)

    asyncio.run(main())


@surfaces
def test_pages_without_information_end_with_one_that_is_not_full(surface: str) -> None:
    def answer(request: dict[str, Any]) -> tuple[int, Any]:
        start = int(request["query"].get("start", 0))
        return 200, {"agents": [record(n) for n in range(start, min(start + 3, 7))]}

    with Scripted(answer) as server:
        client = Client(server.url, api_token="x", agents_api="v2")
        assert walk(client, surface, count=3) == [str(n) for n in range(7)]
        assert [request["query"].get("start") for request in server.requests] == [None, "3", "6"]


@surfaces
def test_a_wrong_total_loses_nothing(surface: str) -> None:
    def answer(request: dict[str, Any]) -> tuple[int, Any]:
        start = int(request["query"].get("start", 0))
        records = [record(n) for n in range(start, min(start + 3, 7))]
        return 200, {"agents": records, "information": {"Total": 1, "PageSize": 3}}

    with Scripted(answer) as server:
        assert walk(Client(server.url, api_token="x", agents_api="v2"), surface) == [str(n) for n in range(7)]


@surfaces
def test_a_server_that_repeats_a_page_is_not_asked_for_ever(surface: str) -> None:
    with Scripted(lambda _: (200, {"agents": [record(1), record(2)], "information": {"Total": 100}})) as server:
        assert walk(Client(server.url, api_token="x", agents_api="v2"), surface)[:2] == ["1", "2"]
        assert len(server.requests) == 2


@surfaces
def test_max_items_bounds_the_iteration(surface: str) -> None:
    def answer(request: dict[str, Any]) -> tuple[int, Any]:
        start = int(request["query"].get("start", 0))
        return 200, {"agents": [record(n) for n in range(start, start + 3)], "information": {"Total": 1000}}

    with Scripted(answer) as server:
        client = Client(server.url, api_token="x", agents_api="v2")
        assert walk(client, surface, max_items=4) == ["0", "1", "2", "3"]
        assert "maxItems" not in server.requests[0]["query"]
        assert len(server.requests) == 2
        assert walk(client, surface, max_items=3) == ["0", "1", "2"]
        assert len(server.requests) == 3


@surfaces
def test_records_that_do_not_fit_are_kept_and_break_nothing(surface: str) -> None:
    odd = {"id": 7, "name": None, "x": 2**70}
    with Scripted(lambda _: (200, {"agents": [record(1), odd], "information": {"Total": 2}})) as server:
        client = Client(server.url, api_token="x")
        assert walk(client, surface) == ["1"]
        assert client.agents.list().malformed == [odd]


def test_an_error_on_a_later_page_is_raised_there(emulator: Emulator, client: Client) -> None:
    emulator.seed_agents("dev", 5)
    pages = iter(client.agents.list(count=3, retries=0))
    emulator.fail_next("GET", status=500)
    assert len([next(pages) for _ in range(3)]) == 3
    with pytest.raises(ServerError):
        next(pages)


def test_list_by_tool(emulator: Emulator, client: Client) -> None:
    emulator.seed_agents("dev", 3)
    tool = next(tool for tool in emulator.tools("dev") if tool["name"] == "web_search")
    assert len(list(client.agents.list_by_tool(tool["id"], count=2))) == 3
    assert client.agents.list_by_tool("nothing").items == []


def paged_by(second: Iterator[tuple[int, Any]]) -> Callable[[dict[str, Any]], tuple[int, Any]]:
    """Answers the first of two pages; what answers the other one is given."""

    def answer(request: dict[str, Any]) -> tuple[int, Any]:
        start = int(request["query"].get("start", 0))
        if start == 0:
            return 200, {"agents": [record(0), record(1)]}
        return next(second)

    return answer


LAST: tuple[int, Any] = (200, {"agents": [record(2)]})


@surfaces
def test_an_iteration_goes_on_after_a_page_that_could_not_be_fetched(surface: str) -> None:
    def calls(server: Scripted) -> list[Any]:
        walk: Any = iter(Client(server.url, api_token="x", retries=0, agents_api="v2").agents.list(count=2))
        got = [next(walk), next(walk)]
        with pytest.raises(ServerError):
            next(walk)
        return [*got, *walk]

    async def main(server: Scripted) -> list[Any]:
        walk: Any = aiter(AsyncClient(server.url, api_token="x", retries=0, agents_api="v2").agents.list(count=2))
        got = [await anext(walk), await anext(walk)]
        with pytest.raises(ServerError):
            await anext(walk)
        return [*got, *[agent async for agent in walk]]

    with Scripted(paged_by(iter([(500, {}), LAST]))) as server:
        found = calls(server) if surface == "sync" else asyncio.run(main(server))
    assert [agent.id for agent in found] == ["0", "1", "2"]


def test_an_iteration_that_was_cancelled_goes_on() -> None:
    arrived, release = threading.Event(), threading.Event()

    def second() -> Iterator[tuple[int, Any]]:
        arrived.set()
        assert release.wait(PATIENCE)
        yield LAST
        yield LAST

    async def main(server: Scripted) -> list[str]:
        walk: Any = aiter(AsyncClient(server.url, api_token="x", agents_api="v2").agents.list(count=2))
        got = [await anext(walk), await anext(walk)]
        waiting = asyncio.ensure_future(anext(walk))
        await asyncio.to_thread(arrived.wait, PATIENCE)
        with pytest.raises(RuntimeError, match="being fetched already"):
            await anext(walk)
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting
        release.set()
        return [agent.id for agent in [*got, *[agent async for agent in walk]]]

    with Scripted(paged_by(second())) as server:
        assert asyncio.run(main(server)) == ["0", "1", "2"]


def test_an_iteration_whose_first_page_was_cancelled_begins_again() -> None:
    arrived, release = threading.Event(), threading.Event()

    def answer(_: dict[str, Any]) -> tuple[int, Any]:
        arrived.set()
        assert release.wait(PATIENCE)
        return 200, {"agents": [record(0)]}

    async def main(server: Scripted) -> list[str]:
        walk: Any = aiter(AsyncClient(server.url, api_token="x").agents.list())
        waiting = asyncio.ensure_future(anext(walk))
        await asyncio.to_thread(arrived.wait, PATIENCE)
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting
        release.set()
        return [agent.id async for agent in walk]

    with Scripted(answer) as server:
        assert asyncio.run(main(server)) == ["0"]


def test_an_asynchronous_client_says_that_it_needs_asyncio(emulator: Emulator) -> None:
    client = emulator.async_client("dev")
    with pytest.raises(RuntimeError, match=r"needs a running asyncio event loop; call it inside of `asyncio\.run`"):
        client.agents.get("x").send(None)
    script = f"""
import trio
from geai_client import AsyncClient
async def main():
    try:
        await AsyncClient({emulator.url!r}, api_token="t").agents.get("x")
    except RuntimeError as error:
        print(error)
trio.run(main)
"""
    assert quiet(script).startswith("AsyncClient needs a running asyncio event loop; trio has none: call a Client in")


PAGES = {
    0: {"agents": [record(1), {"name": "no id"}], "information": {"Total": 4}, "links": [1]},
    2: {"agents": [record(2), {"id": "3"}], "information": {"Total": 4}},
}


@surfaces
def test_a_walk_says_which_records_could_not_be_read(surface: str, caplog: pytest.LogCaptureFixture) -> None:
    def answer(request: dict[str, Any]) -> tuple[int, Any]:
        return 200, PAGES[int(request["query"].get("start", 0))]

    async def waiting(url: str) -> tuple[list[str], list[Any]]:
        async with AsyncClient(url, api_token="x") as client:
            records = aiter(client.agents.list(count=2))
            return [agent.id async for agent in records], records.malformed

    with Scripted(answer) as server, caplog.at_level(logging.WARNING, "geai_client"):
        if surface == "sync":
            records = iter(Client(server.url, api_token="x").agents.list(count=2))
            ids, malformed = [agent.id for agent in records], records.malformed
        else:
            ids, malformed = asyncio.run(waiting(server.url))
    assert (ids, malformed) == (["1", "2"], [{"name": "no id"}, {"id": "3"}])
    said = [(line.levelname, line.getMessage()) for line in caplog.records]
    text = "1 record of page {} of a list could not be read: `malformed` of the iteration has them"
    assert said == [("WARNING", text.format(1)), ("WARNING", text.format(2))]


@surfaces
def test_a_response_has_the_body_and_what_stands_beside_the_data(surface: str) -> None:
    imported = {"agents": [record(1)], "skipped": 2}
    script = [(200, PAGES[0]), (200, record(1)), (200, imported)]

    async def waiting(url: str) -> list[Any]:
        async with AsyncClient(url, api_token="x") as client:
            calls = client.with_response
            return [
                await calls.agents.list(),
                await calls.agents.get("1"),
                await calls.agents.import_({"agents": []}),
            ]

    with Scripted(script) as server:
        if surface == "sync":
            calls = Client(server.url, api_token="x").with_response
            responses: list[Any] = [
                calls.agents.list(),
                calls.agents.get("1"),
                calls.agents.import_({"agents": []}),
            ]
        else:
            responses = asyncio.run(waiting(server.url))
    for response, (_, sent) in zip(responses, script, strict=True):
        assert isinstance(response.body, bytes)
        assert json.loads(response.body) == json.loads(response.text) == sent
    assert [response.extra for response in responses] == [{"links": [1]}, {}, {"skipped": 2}]
    assert responses[0].data.extra == {"links": [1]}


@pytest.mark.parametrize("by", ["id", "name"])
@pytest.mark.parametrize("surface", ["sync", "async"])
def test_what_is_deleted_on_the_way_shifts_no_record_out_of_the_walk(surface: str, by: str) -> None:
    with Emulator() as emulator:
        emulator.seed_agents(count=45)
        if surface == "sync":
            with emulator.client() as client, emulator.client() as other:
                for agent in client.agents.list():
                    client.with_options(retries=1).agents.delete(getattr(agent, by))
                assert other.agents.list().total == 0
        else:

            async def main() -> int | None:
                async with emulator.async_client() as client:
                    async for agent in client.agents.list():
                        await client.agents.delete(getattr(agent, by))
                    return (await client.agents.list()).total

            assert asyncio.run(main()) == 0
        deleted = [request["path"] for request in emulator.requests if request["method"] == "DELETE"]
        assert len(set(deleted)) == len(deleted) == 45


def test_half_of_a_list_can_be_deleted_on_the_way_and_all_of_it_is_seen_once() -> None:
    with Emulator() as emulator, emulator.client() as client:
        emulator.seed_agents(count=45)
        # What was deleted before the walk is none of its business, though there is a new one of that name.
        client.agents.delete("seeded-agent-7")
        client.agents.create(name="seeded-agent-7", description="new")
        seen = []
        for number, agent in enumerate(client.agents.list(count=10, allow_drafts=True)):
            seen.append(agent.name)
            if number % 2:
                client.agents.delete(agent.id)
        assert sorted(seen) == sorted(f"seeded-agent-{number}" for number in range(1, 46))

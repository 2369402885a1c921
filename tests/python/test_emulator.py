"""The embedded emulator: who may control it over HTTP, and its bounds."""

from __future__ import annotations

import asyncio
import gc
import json
import signal
import subprocess
import sys
from http.client import HTTPConnection
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

from geai_client import APIConnectionError, BadRequestError, Client, ServerError
from geai_client.testing import Emulator

if TYPE_CHECKING:
    from geai_client.testing import Edit


def status(emulator: Emulator, method: str, path: str, headers: dict[str, str], body: str = "") -> int:
    """Status of a request with these headers, `host` among them."""
    connection = HTTPConnection(urlsplit(emulator.url).netloc)
    try:
        connection.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
        for name, value in {"content-length": str(len(body)), **headers}.items():
            connection.putheader(name, value)
        connection.endheaders(body.encode())
        response = connection.getresponse()
        text = response.read().decode()
        assert response.status == 200 or emulator.oauth_token not in text
        return response.status
    finally:
        connection.close()


def test_only_programs_of_this_machine_control_it() -> None:
    with Emulator(allow_hosts=["emulator.example"]) as emulator:
        for host, wanted in [("localhost", 200), ("emulator.example:1", 200), ("evil.example", 403)]:
            assert status(emulator, "GET", "/emulator/info", {"host": host}) == wanted
        foreign = {"host": "localhost", "origin": "http://evil.example"}
        assert status(emulator, "GET", "/emulator/info", foreign) == 403
        seed = '{"project": "default", "count": 5}'
        assert (
            status(emulator, "POST", "/emulator/seed", {"host": "localhost", "content-type": "text/plain"}, seed) == 415
        )
        assert status(emulator, "GET", "/emulator/info", {}) == 400
        assert emulator.client().agents.list().total == 0


def test_settings_and_counts_have_their_bounds() -> None:
    with pytest.raises(ValueError, match="allowed host"):
        Emulator(allow_hosts=["http://emulator.example"])
    with pytest.raises(TypeError, match="expected a list of names, got the text 'dev'"):
        Emulator("dev")
    with Emulator() as emulator:
        with pytest.raises(ValueError, match=r"times: expected a whole number from 0 to \d+, got -1"):
            emulator.fail_next("GET", "/v4/agents", kind="reset", times=-1)
        for count in (100_001, 10**15):
            with pytest.raises(ValueError, match="count: expected at most 100000"):
                emulator.seed_agents(count=count)
        assert emulator.seed_agents(count=2) == 2


def test_a_client_keeps_its_emulator_running() -> None:
    client = Emulator().client()
    agents = Emulator().client().with_options(retries=0).agents
    gc.collect()
    assert client.agents.list().total == 0
    assert agents.list().total == 0

    async def main() -> None:
        async with Emulator().async_client() as client:
            gc.collect()
            assert [agent async for agent in client.agents.list()] == []

    asyncio.run(main())


def test_a_stopped_emulator_answers_no_more() -> None:
    emulator = Emulator()
    client = emulator.client(retries=0)
    emulator.stop()
    with pytest.raises(APIConnectionError):
        client.agents.list()


def test_tempers_make_it_another_server() -> None:
    with Emulator(tempers={"answers": "documented", "update": "replace"}) as emulator:
        defaults = {"drafts": "page", "null": "ignored", "not_found": "404", "names": "case-sensitive"}
        defaults |= {"fills": "nothing", "omits": "nothing", "revisions": "next"}
        off = ("trims_texts", "reorders_pools", "reserialises_manifest", "drafts_check_references")
        off += ("publish_checks_helpers", "secrets_wiped_when_scheme_absent")
        defaults |= dict.fromkeys(off, "no")
        assert emulator.tempers == {"answers": "documented", "update": "replace", **defaults}
        client = emulator.client()
        agent = client.agents.create(name="A", description="d", avatar_image="https://x.example/a.png")
        assert (agent.avatar_image, agent.description) == (None, "d")
        assert client.agents.update("A", job_description="j").description == ""
        emulator.set_tempers(update="shallow", answers="observed")
        updated = client.agents.update("A", avatar_image="https://x.example/b.png")
        assert (updated.avatar_image, updated.job_description) == ("https://x.example/b.png", "j")
        emulator.set_tempers(not_found="400")
        with pytest.raises(BadRequestError, match="Agent not found"):
            client.agents.get("B")


def test_unknown_tempers_are_refused_with_the_nearest_name() -> None:
    with pytest.raises(ValueError, match='temper "draft" is unknown, the nearest is "drafts"'):
        Emulator(tempers={"draft": "page"})  # type: ignore[arg-type]
    with Emulator() as emulator:
        with pytest.raises(ValueError, match='nearest is "newest"'):
            emulator.set_tempers(update="deep", drafts="newst")  # type: ignore[arg-type]
        assert emulator.tempers["update"] == "shallow"


def test_others_edit_at_a_chosen_moment() -> None:
    with Emulator() as emulator, emulator.client() as client:
        client.agents.create(name="A", description="mine")
        theirs: Edit = {"method": "PUT", "path": "/v4/agents/A", "json": {"agentDefinition": {"description": "theirs"}}}
        emulator.before_next("PUT", "/v4/agents/", edit=theirs, skip=1)
        assert client.agents.update("A", job_description="j").revision == 2
        updated = client.agents.update("A", job_description="k")
        assert (updated.revision, updated.description) == (4, "theirs")
        assert [request["method"] for request in emulator.requests] == ["POST", "PUT", "PUT"]
        again: Edit = {"method": "POST", "path": "/v4/agents", "json": {"agentDefinition": {"name": "A"}}}
        gone: Edit = {"method": "DELETE", "path": "/v2/agents/A"}
        emulator.before_next(path="/v4/agents/A", exact=True, edit=[gone, again])
        assert client.agents.get("A", allow_drafts=True).id != updated.id
        emulator.before_next(edit={"method": "PUT", "path": "/v4/agents/B"})
        with pytest.raises(ServerError, match="the edit PUT /v4/agents/B was refused"):
            client.agents.update("A", job_description="l")
        emulator.before_next(edit=theirs)
        emulator.clear_edits()
        assert client.agents.update("A", job_description="m").revision == 2
        with pytest.raises(ValueError, match="pth"):
            emulator.before_next(edit={"method": "PUT", "pth": "/"})  # type: ignore[typeddict-item]


def program(*arguments: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "geai_client.testing", *arguments]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
@pytest.mark.parametrize("stop", [signal.SIGTERM, signal.SIGINT])
def test_it_is_a_program(stop: signal.Signals) -> None:
    with program("--project", "dev", "--project", "prod", "--temper", "drafts=newest") as running:
        try:
            assert running.stdout is not None
            info = json.loads(running.stdout.readline())
            assert [project["name"] for project in info["projects"]] == ["dev", "prod"]
            with Client(info["url"], api_token=info["projects"][0]["token"]) as client:
                assert client.agents.create(name="A").name == "A"
                tempers = client.request("GET", "/emulator/tempers")
                assert tempers["drafts"] == "newest"
        finally:
            running.send_signal(stop)
        _, text = running.communicate(timeout=30)
    assert running.returncode == 0
    assert f"export GEAI_API_BASE_URL={info['url']} GEAI_APITOKEN=" in text
    assert info["projects"][0]["token"] not in text


def test_its_program_refuses_what_it_does_not_know() -> None:
    for arguments, text in {
        ("--temper", "draft=page"): 'the nearest is "drafts"',
        ("--temper", "drafts"): "expected NAME=VALUE",
        ("--hots", "127.0.0.1"): "unexpected argument",
    }.items():
        with program(*arguments) as running:
            _, said = running.communicate(timeout=30)
        assert running.returncode == 64
        assert text in said
    with program("--help") as running:
        said, _ = running.communicate(timeout=30)
    assert (running.returncode, "Usage: python -m geai_client.testing" in said) == (0, True)

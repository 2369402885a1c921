"""Clients that are copied, and clients that go to other processes."""

from __future__ import annotations

import asyncio
import copy
import dataclasses
import multiprocessing
import pickle
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import cloudpickle
import pytest

import geai_client
from geai_client import AsyncClient, Client, ClientClosedError, ConfigError, cached
from support import AGENT, Scripted

CANARY = "canary-secret"
WAYS: dict[str, Callable[[Any], Any]] = {
    "pickle": lambda client: pickle.loads(pickle.dumps(client)),
    "cloudpickle": lambda client: cloudpickle.loads(cloudpickle.dumps(client)),
}


@pytest.fixture
def server() -> Iterator[Scripted]:
    with Scripted(lambda _: (200, AGENT)) as server:
        yield server


def get(client: Any) -> str:
    """Makes a call: the name of the agent that it gets."""
    if isinstance(client, AsyncClient):

        async def main() -> str:
            return (await client.agents.get("X")).name

        return asyncio.run(main())
    name: str = client.agents.get("X").name
    return name


def sent(server: Scripted) -> list[str]:
    return [request["headers"]["authorization"] for request in server.requests]


def of_module() -> str:
    """A function that can be pickled."""
    return "of-module"


@dataclasses.dataclass
class Job:
    client: Client
    name: str


@pytest.mark.parametrize("cls", [Client, AsyncClient])
def test_a_copy_is_the_same_client(server: Scripted, monkeypatch: pytest.MonkeyPatch, cls: Any) -> None:
    client = cls(server.url, api_token=CANARY, headers={"x-mine": "1"})
    monkeypatch.setenv("GEAI_APITOKEN", "of-another-project")
    job = Job(client, "x")
    copies = copy.copy(client), copy.deepcopy(client), dataclasses.asdict(job)["client"], copy.deepcopy(job).client
    for copied in copies:
        assert copied is client
        assert get(copied) == AGENT["name"]
    agents = copy.deepcopy(client.agents)
    assert agents._native_client is client.agents._native_client
    assert set(sent(server)) == {f"Bearer {CANARY}"}
    assert all(request["headers"]["x-mine"] == "1" for request in server.requests)


@pytest.mark.parametrize("cls", [Client, AsyncClient])
@pytest.mark.parametrize("way", WAYS)
def test_a_pickle_holds_the_configuration_and_no_secret(monkeypatch: pytest.MonkeyPatch, cls: Any, way: str) -> None:
    client = cls(
        "https://h.example",
        api_token=CANARY,
        timeout=3,
        project_id="p",
        headers={"x": CANARY},
        proxy=f"http://user:{CANARY}@proxy.example",
        agents_api="v2",
    ).with_options(retries=1)
    assert CANARY.encode() not in pickle.dumps(client) + cloudpickle.dumps(client)
    monkeypatch.setenv("GEAI_APITOKEN", CANARY)
    loaded = WAYS[way](client)
    assert type(loaded) is cls
    expected = {"timeout": "3 s", "project_id": "p", "agents_api": "v2", "retries": "1", "api_token": "***"}
    assert {name: loaded.config[name].value for name in expected} == expected
    assert loaded.config["api_token"].source == "environment variable GEAI_APITOKEN"
    # What came out of a pickle goes into the next one as it was.
    assert loaded.__reduce__() == client.__reduce__()


def test_a_client_of_the_environment_stays_that_of_its_project(
    server: Scripted, monkeypatch: pytest.MonkeyPatch
) -> None:
    def environment(**variables: str) -> None:
        for name in ("api_base_url", "project_id", "apitoken"):
            monkeypatch.setenv(f"GEAI_{name.upper()}", variables.get(name, ""))

    environment(api_base_url=server.url, apitoken="dev", project_id="project-dev")
    pickled = pickle.dumps(Client())
    assert pickle.dumps(Client()) == pickled
    environment(api_base_url=server.url, apitoken="prod", project_id="project-prod")
    assert pickle.dumps(Client()) != pickled
    environment(api_base_url="https://prod.example", apitoken="dev", project_id="project-prod")
    assert pickle.dumps(Client()) != pickled
    loaded = pickle.loads(pickled)
    assert loaded.base_url == server.url
    get(loaded)
    assert server.requests[0]["headers"][
        "project-id" if "project-id" in server.requests[0]["headers"] else "projectid"
    ] == ("project-dev")
    server.requests.clear()

    environment(api_base_url=server.url, apitoken="dev", project_id="project-dev")
    pickled = pickle.dumps(Client(retries=0))
    environment(apitoken="prod")
    loaded = pickle.loads(pickled)
    with pytest.raises(ConfigError, match=r"another one than the client had.*with_options\(api_token=") as caught:
        get(loaded)
    assert (caught.value.executed, caught.value.phase, caught.value.attempts) == ("no", "local", 0)
    assert server.requests == []
    get(loaded.with_options(api_token="prod"))
    assert sent(server) == ["Bearer prod"]


@pytest.mark.parametrize("cls", [Client, AsyncClient])
def test_a_token_of_code_is_asked_for_at_the_first_call(
    server: Scripted, monkeypatch: pytest.MonkeyPatch, cls: Any
) -> None:
    pickled = pickle.dumps(cls(server.url, api_token=CANARY))
    loaded = pickle.loads(pickled)
    for again in (loaded, pickle.loads(pickle.dumps(loaded)), loaded.with_options(retries=0)):
        with pytest.raises(ConfigError, match=r"no token.*with_options\(api_token="):
            get(again)
    monkeypatch.setenv("GEAI_APITOKEN", "of-another-project")
    with pytest.raises(ConfigError, match="another one"):
        get(pickle.loads(pickle.dumps(loaded)))
    assert server.requests == []
    monkeypatch.setenv("GEAI_APITOKEN", f"{CANARY}\n")
    get(pickle.loads(pickled))
    monkeypatch.delenv("GEAI_APITOKEN")
    get(loaded.with_options(api_token=CANARY))
    get(loaded.with_options(api_token=lambda: CANARY))
    with pytest.raises(ConfigError, match="needs a project"):
        loaded.with_options(access_token=CANARY)
    with pytest.raises(ConfigError, match="visible ASCII"):
        loaded.with_options(api_token="two words")
    assert sent(server) == [f"Bearer {CANARY}"] * 3


@pytest.mark.parametrize("way", WAYS)
def test_a_token_function_goes_along_if_it_can(server: Scripted, monkeypatch: pytest.MonkeyPatch, way: str) -> None:
    monkeypatch.setenv("GEAI_APITOKEN", "of-another-project")
    for given in (of_module, cached(of_module, 60)):
        get(WAYS[way](Client(server.url, api_token=given)))
        get(WAYS[way](Client(server.url, api_token="x").with_options(api_token=given)))
    assert sent(server) == ["Bearer of-module"] * 4


def test_a_token_function_that_cannot_be_pickled(server: Scripted, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GEAI_APITOKEN", "of-another-project")
    client = Client(server.url, api_token=lambda: "of-lambda")
    # cloudpickle is loaded, so the function goes along by value.
    get(WAYS["pickle"](client))
    assert sent(server) == ["Bearer of-lambda"]
    lock = multiprocessing.get_context("fork").RLock()
    for function in (lambda: str(lock), [lock].copy):
        lost = pickle.loads(pickle.dumps(Client(server.url, api_token=function)))  # type: ignore[arg-type]
        for each in (lost, pickle.loads(pickle.dumps(lost))):
            with pytest.raises(ConfigError, match=r"could not be pickled: call `client\.with_options\(api_token="):
                get(each)
    assert len(server.requests) == 1


class Session:
    def __init__(self, url: str) -> None:
        self.client = Client(url, api_token=self.token)

    def token(self) -> str:
        return "of-session"


def test_a_token_function_of_an_object_that_holds_the_client(server: Scripted) -> None:
    loaded = pickle.loads(pickle.dumps(Session(server.url)))
    get(loaded.client)
    assert sent(server) == ["Bearer of-session"]


@pytest.mark.parametrize("missing", ["ca_bundle", "profile", "credentials_file"])
def test_a_client_that_cannot_be_made_says_so_at_its_first_call(server: Scripted, tmp_path: Path, missing: str) -> None:
    file = tmp_path / "credentials"
    file.write_text("[default]\ngeai_api_key = of-file\n[mine]\ngeai_api_key = of-file\n")
    file.chmod(0o600)
    certificates = tmp_path / "ca.pem"
    certificates.write_text((Path(__file__).parents[1] / "inputs" / "README.md").read_text())
    options: dict[str, dict[str, Any]] = {
        "ca_bundle": {"api_token": "t", "ca_bundle": certificates},
        "profile": {"profile": "mine", "credentials_file": file},
        "credentials_file": {"credentials_file": file},
    }
    if missing == "ca_bundle":
        pytest.importorskip("ssl")
        import ssl

        certificates.write_text("".join(ssl.DER_cert_to_PEM_cert(der) for der in _roots()))
    client = Client(server.url, **options[missing])
    pickled = pickle.dumps(client)
    file.write_text("[default]\n")
    if missing == "credentials_file":
        file.unlink()
    certificates.unlink()
    loaded = pickle.loads(pickled)
    assert loaded.base_url == server.url
    with pytest.raises(ConfigError, match="cannot be made here: "):
        get(loaded)
    with pytest.raises(ConfigError, match="cannot be made here: "):
        get(loaded.with_options(api_token="t"))
    assert server.requests == []


def _roots() -> list[bytes]:
    import ssl

    context = ssl.create_default_context()
    found = context.get_ca_certs(binary_form=True)[:1]
    if not found:
        pytest.skip("this machine has no certificates")
    return found


def test_a_pool_of_processes_survives_a_client_that_cannot_be_made(server: Scripted) -> None:
    client = Client(server.url, api_token=CANARY)
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        for _ in range(2):
            with pytest.raises(ConfigError, match="no token"):
                pool.submit(get, client).result()
        assert pool.submit(of_module).result() == "of-module"


@pytest.mark.parametrize("cls", [Client, AsyncClient])
def test_clients_of_pickles_share_connections_and_are_closed_by_themselves(
    server: Scripted, monkeypatch: pytest.MonkeyPatch, cls: Any
) -> None:
    monkeypatch.setenv("GEAI_APITOKEN", CANARY)
    pickled = pickle.dumps(cls(server.url))
    for _ in range(20):
        client = pickle.loads(pickled)
        get(client)
        client._native_client.close()
        with pytest.raises(ClientClosedError):
            get(client)
    first = pickle.loads(pickled)
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: get(pickle.loads(pickled)), range(20)))
    get(first)
    assert len(server.requests) == 41
    # Four threads and one before them; a connection that is not given back yet is not waited for.
    assert len({request["from"] for request in server.requests}) <= 10
    # Another token, or another configuration, is another client.
    monkeypatch.setenv("GEAI_APITOKEN", "another")
    assert pickle.dumps(cls(server.url)) != pickled
    get(pickle.loads(pickle.dumps(cls(server.url, retries=1))))
    assert sent(server)[-1] == "Bearer another"


@pytest.mark.parametrize("cls", [Client, AsyncClient])
def test_a_process_whose_token_changed_shares_no_connections_of_the_one_before(
    server: Scripted, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, cls: Any
) -> None:
    monkeypatch.setenv("GEAI_APITOKEN", "first")
    pickled = pickle.dumps(cls(server.url))
    kept = pickle.loads(pickled)
    get(kept)
    for variable in ("another", ""):
        monkeypatch.setenv("GEAI_APITOKEN", variable)
        with pytest.raises(ConfigError, match="another one than the client had" if variable else "no token"):
            get(pickle.loads(pickled))
    # What was made before goes on, and so does a client of the pickle once its token is back.
    get(kept)
    monkeypatch.setenv("GEAI_APITOKEN", "first")
    get(pickle.loads(pickled))
    # As in the environment, so in the file.
    monkeypatch.delenv("GEAI_APITOKEN")
    file = tmp_path / "credentials"
    file.touch(0o600)
    file.write_text("[default]\ngeai_api_key = of-the-file\n")
    pickled = pickle.dumps(cls(server.url, credentials_file=file))
    get(pickle.loads(pickled))
    file.write_text("[default]\ngeai_api_key = of-another-day\n")
    with pytest.raises(ConfigError, match="another one than the client had"):
        get(pickle.loads(pickled))
    assert sent(server) == ["Bearer first"] * 3 + ["Bearer of-the-file"]


def test_a_subclass_keeps_its_attributes(server: Scripted, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GEAI_APITOKEN", CANARY)
    client = Named(server.url)
    client.name = "mine"
    loaded = pickle.loads(pickle.dumps(client))
    assert (type(loaded), loaded.name, get(loaded)) == (Named, "mine", AGENT["name"])


class Named(Client):
    name: str


def test_what_stands_in_a_pickle() -> None:
    import hashlib

    client = geai_client.Client("https://h.example/", api_token="t", project_id="p")
    _, (_, state) = client.__reduce__()
    digest = hashlib.sha256(b"https://h.example\nt").hexdigest()
    assert state["fingerprint"] == digest[:16]
    assert state["found"] == {"base_url": "https://h.example", "project_id": "p"}

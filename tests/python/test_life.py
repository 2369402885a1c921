"""The life of a process: signals, forks, threads, event loops, exits."""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

from geai_client import APITimeoutError, AsyncClient, Client, ClientClosedError, ConfigError
from geai_client.testing import Emulator
from support import AGENT, PATIENCE, TESTS, Scripted, Silent, quiet, run

needs_fork = pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork here")

HEAD = """
import asyncio, os, sys, threading
from geai_client import AsyncClient, Client
from support import AGENT, Scripted, Silent
"""


@pytest.mark.skipif(sys.platform == "win32", reason="signals are sent otherwise there")
@pytest.mark.parametrize("method", ["get", "create", "list"])
def test_ctrl_c_ends_the_call_and_the_request(method: str) -> None:
    call = {"get": "get('X')", "create": "create(name='X')", "list": "list()"}[method]
    script = f"""
import signal, sys
from geai_client import Client
# Ignored from the start where the tests run in the background of a shell.
signal.signal(signal.SIGINT, signal.default_int_handler)
try:
    Client(sys.argv[1], api_token="x", timeout=600, deadline=600).agents.{call}
except KeyboardInterrupt:
    print("interrupted")
sys.stdin.read()
"""
    with (
        Silent() as server,
        subprocess.Popen(
            [sys.executable, "-c", script, server.url],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            cwd=TESTS,
        ) as child,
    ):
        server.wait_for_requests(1)
        child.send_signal(signal.SIGINT)
        assert child.stdout is not None
        assert child.stdout.readline() == "interrupted\n"
        # The child still runs: the connection was closed by the interrupt, not by its end.
        server.wait_for_closed(1)
        assert child.communicate("", PATIENCE) == ("", "")
        assert (child.returncode, server.arrived) == (0, 1)


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGALRM there")
def test_other_signal_handlers_run_during_a_call() -> None:
    quiet(
        HEAD
        + """
import signal
class Alarm(Exception): pass
def ring(*_): raise Alarm
signal.signal(signal.SIGALRM, ring)
with Silent() as server:
    def ring_later():
        server.wait_for_requests(1)
        signal.setitimer(signal.ITIMER_REAL, 0.001)
    threading.Thread(target=ring_later, daemon=True).start()
    try:
        Client(server.url, api_token="x", timeout=600, deadline=600).agents.get("X")
    except Alarm:
        server.wait_for_closed(1)
    else:
        sys.exit(1)
"""
    )


@needs_fork
def test_a_client_works_in_parent_and_child_after_a_fork() -> None:
    script = (
        HEAD
        + """
import warnings
warnings.simplefilter("ignore", DeprecationWarning)
with Scripted(lambda request: (200, AGENT)) as server:
    client = Client(server.url, api_token="x")
    client.agents.get("X")
    for depth in range(3):
        child = os.fork()
        if child == 0:
            # Whatever happens, no child must go on as if it were the parent.
            try:
                assert client.agents.get("X").name == "ParcelTracker"
                grandchild = os.fork()
                if grandchild == 0:
                    client.agents.get("X")
                    asyncio.run(AsyncClient(server.url, api_token="x").agents.get("X"))
                    os._exit(0)
                os._exit(os.waitpid(grandchild, 0)[1])
            except BaseException as error:
                print(repr(error), file=sys.stderr, flush=True)
            os._exit(1)
        assert os.waitpid(child, 0)[1] == 0
        client.agents.get("X")
    print(len(server.requests))
"""
    )
    assert quiet(script) == "13\n"


@needs_fork
def test_a_client_works_in_a_child_forked_while_other_threads_call() -> None:
    script = (
        HEAD
        + """
import warnings
warnings.simplefilter("ignore", DeprecationWarning)
with Scripted(lambda request: (200, AGENT)) as server:
    client = Client(server.url, api_token="x")
    done = threading.Event()
    def load():
        while not done.is_set():
            client.agents.get("X")
    threads = [threading.Thread(target=load) for _ in range(4)]
    for thread in threads: thread.start()
    for _ in range(20):
        child = os.fork()
        if child == 0:
            # Whatever happens, the child must not go on as if it were the parent.
            try:
                client.agents.get("X")
                os._exit(0)
            except BaseException as error:
                print(repr(error), file=sys.stderr, flush=True)
            os._exit(1)
        assert os.waitpid(child, 0)[1] == 0
    done.set()
    for thread in threads: thread.join()
"""
    )
    quiet(script)


@needs_fork
def test_a_client_works_in_a_pool_of_forked_processes() -> None:
    quiet(
        HEAD
        + """
import multiprocessing, warnings
warnings.simplefilter("ignore", DeprecationWarning)
def get(name):
    return client.agents.get(name).name
with Scripted(lambda request: (200, AGENT)) as server:
    client = Client(server.url, api_token="x")
    get("X")
    with multiprocessing.get_context("fork").Pool(4) as pool:
        assert pool.map(get, ["X"] * 40) == ["ParcelTracker"] * 40
    get("X")
"""
    )


def _name(client: Client) -> str:
    return client.agents.get("X").name


def test_a_client_goes_to_a_spawned_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GEAI_APITOKEN", "of-both")
    with Scripted(lambda _: (200, AGENT)) as server:
        client, other = Client(server.url, api_token="of-both"), Client(server.url, api_token="another")
        with multiprocessing.get_context("spawn").Pool(1) as pool:
            assert pool.apply(_name, (client,)) == "ParcelTracker"
            # The pool survives a client that cannot be made there, and the error comes back.
            with pytest.raises(ConfigError, match="another one than the client had"):
                pool.apply(_name, (other,))
            assert pool.apply(_name, (client,)) == "ParcelTracker"
        assert [request["headers"]["authorization"] for request in server.requests] == ["Bearer of-both"] * 2


def test_threads_share_a_client(emulator: Emulator, client: Client) -> None:
    emulator.seed_agents("dev", 1)
    with ThreadPoolExecutor(16) as threads:
        names = {agent.name for agent in threads.map(client.agents.get, ["seeded-agent-1"] * 400)}
    assert names == {"seeded-agent-1"}


def test_other_threads_run_while_one_waits() -> None:
    with Silent() as server, Client(server.url, api_token="x") as client, ThreadPoolExecutor(1) as threads:
        call = threads.submit(client.agents.get, "X")
        server.wait_for_requests(1)
        server.answer()
        assert call.result(PATIENCE).name == "ParcelTracker"


def test_a_blocking_call_works_inside_a_running_loop(emulator: Emulator, client: Client) -> None:
    emulator.seed_agents("dev", 1)

    async def main() -> str:
        return client.agents.get("seeded-agent-1").name

    assert asyncio.run(main()) == "seeded-agent-1"


def test_one_async_client_serves_several_loops_in_turn(emulator: Emulator) -> None:
    emulator.seed_agents("dev", 1)
    client = emulator.async_client("dev")
    for _ in range(3):
        assert asyncio.run(client.with_response.agents.get("seeded-agent-1")).data.name == "seeded-agent-1"


def test_many_async_calls_at_once(emulator: Emulator) -> None:
    emulator.seed_agents("dev", 1)

    async def main() -> int:
        async with emulator.async_client("dev", max_in_flight=10) as client:
            agents = await asyncio.gather(*(client.agents.get("seeded-agent-1") for _ in range(300)))
            return len(agents)

    assert asyncio.run(main()) == 300


def test_cancelling_a_task_ends_the_request() -> None:
    async def main(server: Silent) -> None:
        client = AsyncClient(server.url, api_token="x", timeout=600, deadline=600)
        task = asyncio.create_task(client.agents.create(name="X"))  # type: ignore[arg-type]
        await asyncio.to_thread(server.wait_for_requests, 1)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        await asyncio.to_thread(server.wait_for_closed, 1)
        assert server.arrived == 1

    with Silent() as server:
        asyncio.run(main(server))


@pytest.mark.parametrize("way", ["get", "walk", "list"])
def test_a_time_out_of_asyncio_ends_the_request(way: str) -> None:
    async def walk(client: AsyncClient) -> None:
        async for _ in client.agents.list():
            pass

    async def first(client: AsyncClient) -> None:
        await client.agents.list()

    async def main(server: Silent) -> None:
        client = AsyncClient(server.url, api_token="x", timeout=600, deadline=600)
        calls = {"get": client.agents.get, "walk": lambda _: walk(client), "list": lambda _: first(client)}
        with pytest.raises(asyncio.TimeoutError):
            await asyncio.wait_for(calls[way]("X"), 0.05)
        await asyncio.to_thread(server.wait, lambda server: server.closed == server.arrived)

    with Silent() as server:
        asyncio.run(main(server))


def test_cancelling_one_call_leaves_the_others_alone() -> None:
    async def main(server: Silent) -> None:
        client = AsyncClient(server.url, api_token="x", timeout=600, deadline=600)
        kept = asyncio.create_task(client.agents.get("X"))  # type: ignore[arg-type]
        dropped = asyncio.create_task(client.agents.get("X"))  # type: ignore[arg-type]
        await asyncio.to_thread(server.wait_for_requests, 2)
        dropped.cancel()
        await asyncio.to_thread(server.wait_for_closed, 1)
        server.answer()
        assert (await kept).name == "ParcelTracker"

    with Silent() as server:
        asyncio.run(main(server))


def test_a_deadline_is_a_time_out_error() -> None:
    with Silent() as server, Client(server.url, api_token="x") as client:
        with pytest.raises(APITimeoutError) as caught:
            client.agents.create(name="X", deadline=0.05)
        error = caught.value
        assert isinstance(error, TimeoutError)
        assert isinstance(error, ConnectionError)
        assert (error.executed, error.phase, error.attempts) == ("maybe", "head", 1)


def test_closing_ends_calls_in_flight_and_refuses_others() -> None:
    with Silent() as server:
        client = Client(server.url, api_token="x")
        with ThreadPoolExecutor(1) as threads:
            call = threads.submit(client.agents.get, "X")
            server.wait_for_requests(1)
            client.close()
            with pytest.raises(ClientClosedError):
                call.result(PATIENCE)
        with pytest.raises(ClientClosedError):
            client.agents.get("X")
        assert client.is_closed
        assert client.with_options(timeout=1).is_closed


def test_closing_an_async_client_ends_calls_in_flight() -> None:
    async def main(server: Silent) -> None:
        async with AsyncClient(server.url, api_token="x") as client:
            call = asyncio.create_task(client.agents.get("X"))  # type: ignore[arg-type]
            await asyncio.to_thread(server.wait_for_requests, 1)
        with pytest.raises(ClientClosedError):
            await call

    with Silent() as server:
        asyncio.run(main(server))


def test_answers_after_the_loop_is_closed_are_quiet() -> None:
    quiet(
        HEAD
        + """
async def main():
    calls = [client.agents.get("X") for _ in range(50)]
    for call in calls:
        call.send(None)
    await asyncio.to_thread(server.wait_for_requests, 50)
    return calls
with Silent() as server:
    client = AsyncClient(server.url, api_token="x")
    calls = asyncio.run(main())
    server.answer()
    # Another loop gets its answers after the ones that nobody waits for.
    call = threading.Thread(target=lambda: (server.wait_for_requests(51), server.answer()))
    call.start()
    assert asyncio.run(client.with_response.agents.get("X")).data.name == "ParcelTracker"
"""
    )


@pytest.mark.parametrize(
    "end",
    [
        "sys.exit(0)",
        "return",
        "loop = asyncio.get_running_loop(); loop.stop()",
    ],
)
def test_the_process_exits_quietly_with_async_calls_in_flight(end: str) -> None:
    script = (
        HEAD
        + f"""
async def main():
    calls = [client.agents.get("X") for _ in range(50)]
    for call in calls:
        call.send(None)
    keep.extend(calls)
    await asyncio.to_thread(server.wait_for_requests, 50)
    {end}
keep = []
with Silent() as server:
    client = AsyncClient(server.url, api_token="x")
    try:
        asyncio.run(main())
    except RuntimeError as error:
        assert "stopped" in str(error), error
"""
    )
    quiet(script)


def test_the_process_exits_quietly_after_many_async_calls() -> None:
    script = (
        HEAD
        + """
from geai_client.testing import Emulator
async def main():
    async with emulator.async_client() as client:
        await asyncio.gather(*(client.agents.get("seeded-agent-1") for _ in range(200)))
with Emulator() as emulator:
    emulator.seed_agents(count=1)
    asyncio.run(main())
"""
    )
    for _ in range(5):
        quiet(script)


def test_the_process_exits_quietly_with_daemon_threads_calling() -> None:
    quiet(
        HEAD
        + """
from geai_client.testing import Emulator
emulator = Emulator()
emulator.seed_agents(count=1)
client = emulator.client()
called = threading.Semaphore(0)
def load():
    while True:
        client.agents.get("seeded-agent-1")
        called.release()
for _ in range(8):
    threading.Thread(target=load, daemon=True).start()
for _ in range(40):
    called.acquire()
"""
    )


def test_a_client_that_is_garbage_with_calls_in_flight_lets_them_end() -> None:
    async def main(server: Silent) -> str:
        call = asyncio.create_task(AsyncClient(server.url, api_token="x").agents.get("X"))  # type: ignore[arg-type]
        await asyncio.to_thread(server.wait_for_requests, 1)
        server.answer()
        return (await call).name

    with Silent() as server:
        assert asyncio.run(main(server)) == "ParcelTracker"


def test_importing_is_light() -> None:
    heavy = "typing dataclasses asyncio logging json inspect threading"
    heavy += " geai_client._generated.async_client geai_client._generated.types geai_client.types"
    script = f"""
import sys
before = set(sys.modules)
import geai_client
print(set({heavy!r}.split()) & (set(sys.modules) - before))
"""
    assert quiet(script) == "set()\n"


def test_a_subinterpreter_is_refused_or_works() -> None:
    result = run(
        """
try:
    import _interpreters as interpreters
except ImportError:
    try:
        import _xxsubinterpreters as interpreters
    except ImportError:
        raise SystemExit(0)
one = interpreters.create()
try:
    interpreters.run_string(one, "try:\\n import geai_client\\nexcept ImportError: pass")
finally:
    interpreters.destroy(one)
"""
    )
    assert result.returncode == 0, result

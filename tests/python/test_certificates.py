"""Certificates made by the openssl command, before servers of Python's own TLS.

The matrix and the expected results stand in tests/certificates, for all languages alike.
"""

from __future__ import annotations

import asyncio
import http.server
import json
import os
import shutil
import ssl
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

import geai_client
from geai_client import AsyncClient, Client

MATRIX = Path(__file__).parent.parent / "certificates"
CASES: list[dict[str, Any]] = json.loads((MATRIX / "cases.json").read_text())
#: Elsewhere the system's own verifier decides.
LIBRARY_VERIFIES = sys.platform not in ("win32", "darwin")
ANSWER = b'{"id":"1","name":"A"}'


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The directory of the certificates."""
    directory = tmp_path_factory.mktemp("certificates")
    bash = shutil.which("bash")
    assert bash is not None
    subprocess.run([bash, str(MATRIX / "make.sh"), str(directory)], check=True, stdout=subprocess.DEVNULL)
    return directory


class _Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.server.answered += 1  # type: ignore[attr-defined]
        self.send_response(200)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(ANSWER)))
        self.end_headers()
        self.wfile.write(ANSWER)

    def log_message(self, *_: object) -> None:
        pass


class _Server(http.server.ThreadingHTTPServer):
    answered = 0

    def handle_error(self, *_: object) -> None:
        pass


@contextmanager
def serving(made: Path, case: dict[str, Any]) -> Iterator[_Server]:
    """A server with the certificate of a case."""
    name = case.get("server", case["case"])
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.set_ciphers(f"{case.get('ciphers', 'DEFAULT')}:@SECLEVEL=0")
    context.load_cert_chain(made / f"{name}.pem", made / f"{name}.key")
    if case.get("version") == "1.3":
        context.minimum_version = ssl.TLSVersion.TLSv1_3
    elif "version" in case or "ciphers" in case:
        context.maximum_version = ssl.TLSVersion.TLSv1_2
    if case.get("wants_client"):
        context.verify_mode = ssl.CERT_REQUIRED
        context.load_verify_locations(made / "clients.ca")
    with _Server(("localhost", 0), _Handler) as server:
        server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        try:
            yield server
        finally:
            server.shutdown()


def options_of(made: Path, case: dict[str, Any], server: _Server) -> dict[str, Any]:
    options: dict[str, Any] = {
        "base_url": f"https://localhost:{server.server_address[1]}",
        "api_token": "token-of-a-test",
        "backoff": 0.001,
        "ca_bundle": made / f"{case.get('server', case['case'])}.ca",
    }
    if "client_cert" in case:
        options["client_cert"] = made / case["client_cert"]
    return options


def get_sync(options: dict[str, Any]) -> str | None:
    with Client(**options) as client:
        return client.agents.get("A").name


def get_async(options: dict[str, Any]) -> str | None:
    async def get() -> str | None:
        async with AsyncClient(**options) as client:
            return (await client.agents.get("A")).name

    return asyncio.run(get())


@pytest.mark.parametrize("get", [get_sync, get_async], ids=["sync", "async"])
@pytest.mark.parametrize("case", CASES, ids=[f"certificates/{case['case']}" for case in CASES])
def test_certificates(made: Path, case: dict[str, Any], get: Any) -> None:
    if case.get("system") and not LIBRARY_VERIFIES:
        return
    with serving(made, case) as server:
        options = options_of(made, case, server)
        if case["expect"] == "accepted":
            assert get(options) == "A"
            assert server.answered == 1
            return
        with pytest.raises(getattr(geai_client, case["expect"])) as caught:
            get(options)
        error, text = caught.value, str(caught.value)
        missing = [part for part in case["says"] if part.replace("{", "").replace("}", "") not in text]
        assert not missing, text
        assert not any(mark in text for mark in '[{"'), text
        assert (error.executed, server.answered) == ("no", 0)
        assert error.attempts <= 1


def run(program: str, *arguments: str, hidden: bool = False, **variables: str) -> str:
    """What a program prints, in an environment with these variables and, if wanted, without the system's store."""
    command = [sys.executable, "-c", program, *arguments]
    if hidden:
        places = "/etc/ssl /etc/pki /usr/local/share/certs /usr/local/etc/ssl /opt/etc/ssl"
        hide = f'for d in {places}; do [ ! -d "$d" ] || mount -t tmpfs none "$d" || exit 1; done; exec "$@"'
        user = [] if os.geteuid() == 0 else ["--map-root-user"]
        command = ["unshare", "--mount", *user, "sh", "-c", hide, "sh", *command]
    others = ("SSL_CERT", "GEAI_", "NODE_EXTRA")
    keep = {name: value for name, value in os.environ.items() if not name.startswith(others)}
    done = subprocess.run(command, env={**keep, **variables}, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


CALL = """
import sys
from geai_client import Client, GeaiError
try:
    client = Client(sys.argv[1], api_token="x", **({"ca_bundle": sys.argv[2]} if len(sys.argv) > 2 else {}))
    print(client.config["trust"].value, "|", client.config["trust"].source)
    print(client.agents.get("A").name)
except GeaiError as error:
    print(type(error).__name__, error)
"""


def can_hide() -> bool:
    """Whether a program can be run in a mount namespace of its own."""
    if sys.platform != "linux" or shutil.which("unshare") is None:
        return False
    user = [] if os.geteuid() == 0 else ["--map-root-user"]
    try_mount = ["unshare", "--mount", *user, "sh", "-c", "mount -t tmpfs none /mnt"]
    return subprocess.run(try_mount, check=False, capture_output=True).returncode == 0


@pytest.mark.skipif(not can_hide(), reason="no mount namespace here; core tests the same with a store of its own")
def test_without_a_store_mozillas_list_is_trusted(made: Path) -> None:
    with serving(made, {"case": "rsa-2048"}) as server:
        url, given = f"https://localhost:{server.server_address[1]}", str(made / "rsa-2048.ca")
        trust, outcome = run(CALL, url, hidden=True).splitlines()
        assert trust.startswith("bundled (20")
        assert trust.endswith(") | default")
        assert outcome.startswith("TLSError")
        for cure in ("ca_bundle", "SSL_CERT_FILE", "ca-certificates"):
            assert cure in outcome
        assert run(CALL, url, given, hidden=True).splitlines() == ["file | argument", "A"]
        named = run(CALL, url, hidden=True, SSL_CERT_FILE=given).splitlines()
        assert named == ["file | environment variable SSL_CERT_FILE", "A"]
        refused = run(CALL, url, hidden=True, SSL_CERT_FILE=str(made / "file-empty.ca"))
        assert refused.startswith("ConfigError")
        assert "SSL_CERT_FILE" in refused
        assert "file-empty.ca" in refused


def test_the_variables_of_openssl_name_the_store(made: Path, tmp_path: Path) -> None:
    shutil.copy(made / "rsa-2048.ca", tmp_path / "authority.pem")
    with serving(made, {"case": "rsa-2048"}) as server:
        url = f"https://localhost:{server.server_address[1]}"
        given, stranger = str(made / "rsa-2048.ca"), str(made / "stranger.crt")
        for variables in ({"SSL_CERT_FILE": given}, {"SSL_CERT_DIR": str(tmp_path)}):
            trust, outcome = run(CALL, url, **variables).splitlines()
            assert next(iter(variables)) in trust
            assert "file" in trust
            assert outcome == "A"
        nowhere = run(CALL, url, SSL_CERT_DIR="/no/such/directory")
        assert nowhere.startswith("ConfigError")
        assert "SSL_CERT_DIR /no/such/directory" in nowhere
        # Stale ones do not stop a bundle that works, and one that does not is refused.
        assert run(CALL, url, given, SSL_CERT_FILE="/no/such/file").splitlines()[1] == "A"
        assert run(CALL, url, str(made / "file-empty.ca"), SSL_CERT_FILE=given).startswith("ConfigError")
        # It is Node's.
        assert run(CALL, url, NODE_EXTRA_CA_CERTS=given).splitlines()[1].startswith("TLSError")
        if LIBRARY_VERIFIES:
            assert run(CALL, url, SSL_CERT_FILE=stranger).splitlines()[0] == "file | environment variable SSL_CERT_FILE"


def test_config_names_the_file_of_the_client(made: Path) -> None:
    with Client("https://h.example", api_token="x", client_cert=made / "client.pem") as client:
        setting = client.config["client_cert"]
    assert (setting.value, setting.source) == (str(made / "client.pem"), "argument")

"""Settings that the machine gives: the credentials file, the home directory, proxies of the environment."""

from __future__ import annotations

import asyncio
import os
import socket
import subprocess
import sys
import threading
import warnings
from collections.abc import Callable
from pathlib import Path

import pytest
from typing_extensions import Self

from geai_client import APIConnectionError, AsyncClient, Client, ConfigError, Setting

PROXIES = ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy", "NO_PROXY", "no_proxy"]
SECTION = "[default]\ngeai_api_key = canary\ngeai_api_base_url = https://file.example\n"

unix = pytest.mark.skipif(os.name != "posix", reason="permissions and the table of users are those of POSIX")


@unix
@pytest.mark.parametrize("kind", [Client, AsyncClient])
@pytest.mark.parametrize("mode", [0o640, 0o620, 0o602])
def test_a_credentials_file_of_others_is_warned_of_or_refused(
    tmp_path: Path, kind: type[Client | AsyncClient], mode: int
) -> None:
    credentials = tmp_path / "credentials"
    credentials.write_text(SECTION)
    credentials.chmod(mode)
    with pytest.warns(UserWarning, match="other users can (read|change) it; run: chmod 600"):
        kind(credentials_file=credentials)
    with pytest.raises(ConfigError, match="other users can") as caught:
        kind(credentials_file=credentials, strict_credentials_permissions=True)
    assert "canary" not in str(caught.value)
    credentials.chmod(0o600)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        kind(credentials_file=credentials, strict_credentials_permissions=True)


@unix
@pytest.mark.parametrize("kind", [Client, AsyncClient])
def test_a_credentials_file_that_others_can_replace_is_warned_of_or_refused(
    tmp_path: Path, kind: type[Client | AsyncClient]
) -> None:
    credentials = tmp_path / "inner" / "credentials"
    credentials.parent.mkdir(0o700)
    credentials.touch(0o600)
    credentials.write_text(SECTION)
    kind(credentials_file=credentials, strict_credentials_permissions=True)
    tmp_path.chmod(0o707)
    strangers = [(r"other users can replace it; run: chmod o-w ", lambda: tmp_path.chmod(0o700))]
    if os.getuid() == 0:
        os.chown(credentials, 54_321, -1)
        said = r"user 54321, who is not root, owns it and can change it; run: sudo chown 0 "
        strangers.insert(0, (said, lambda: os.chown(credentials, 0, -1)))
    for said, mend in strangers:
        with pytest.warns(UserWarning, match=said):
            kind(credentials_file=credentials)
        with pytest.raises(ConfigError, match=said):
            kind(credentials_file=credentials, strict_credentials_permissions=True)
        mend()
    kind(credentials_file=credentials, strict_credentials_permissions=True)


@unix
def test_without_home_the_directory_is_the_one_of_the_user() -> None:
    import pwd

    program = "from geai_client import Client; Client(profile='no such profile')"
    environment = {name: value for name, value in os.environ.items() if name != "HOME"}
    command = [sys.executable, "-c", program]
    ended = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert f"{pwd.getpwuid(os.getuid()).pw_dir}/.geai/credentials" in ended.stderr, ended.stderr


class Proxy:
    """Refuses every tunnel, and counts them."""

    def __init__(self) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        self.heads: list[bytes] = []
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            with connection:
                self.heads.append(connection.recv(65536))
                connection.sendall(b"HTTP/1.1 403 Not for you\r\n\r\n")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._listener.close()


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Sets the proxies of the environment."""

    def set_proxies(**variables: str) -> None:
        for name in PROXIES:
            monkeypatch.delenv(name, raising=False)
        for name, value in variables.items():
            monkeypatch.setenv(name, value)

    return set_proxies


def call(face: type[Client | AsyncClient]) -> None:
    """A call from the settings of the environment."""
    if issubclass(face, Client):
        face("https://geai.example", api_token="t").agents.get("a")
    else:
        asyncio.run(AsyncClient("https://geai.example", api_token="t").agents.get("a"))


@pytest.mark.parametrize("face", [Client, AsyncClient])
def test_the_environments_proxy_holds_and_its_refusal_is_named(
    environment: Callable[..., None], face: type[Client | AsyncClient]
) -> None:
    with Proxy() as proxy:
        # As in a CGI script.
        environment(HTTPS_PROXY=proxy.url, REQUEST_METHOD="GET", NO_PROXY="other.example 10.0.0.0/8")
        client = face("https://geai.example", api_token="t")
        assert client.config["proxy"] == Setting(proxy.url, "environment variable HTTPS_PROXY")
        with pytest.raises(APIConnectionError) as caught:
            call(face)
        error = caught.value
        assert f"the proxy {proxy.url.removeprefix('http://')} refused a tunnel: 403 Not for you" in str(error)
        assert error.proxy == proxy.url
        assert (error.phase, error.executed, error.attempts, error.status) == ("connect", "no", 1, None)
        assert [head.split(b"\r\n")[0] for head in proxy.heads] == [b"CONNECT geai.example:443 HTTP/1.1"] * 2


def test_no_proxy(environment: Callable[..., None]) -> None:
    def proxy_of(**variables: str) -> Setting:
        environment(HTTPS_PROXY="http://user:secret@proxy.example:3128", **variables)
        return Client("https://a.geai.example", api_token="t").config["proxy"]

    assert proxy_of() == Setting("http://proxy.example:3128", "environment variable HTTPS_PROXY")
    for entry in ["*", "geai.example", ".geai.example", "*.geai.example", "a.geai.example:443"]:
        assert proxy_of(NO_PROXY=f"x.example {entry}").value == "none"
        assert proxy_of(no_proxy=entry) == Setting("none", f"environment variable no_proxy, entry {entry}")
    with pytest.warns(UserWarning, match=r"NO_PROXY: `127\.\*`"):
        assert proxy_of(NO_PROXY="127.*").value == "http://proxy.example:3128"


@pytest.mark.parametrize("name", ["HTTPS_PROXY", "all_proxy"])
@pytest.mark.parametrize("value", ["htp://canary", "http:/", "http://", " ", "http://can ary", "socks5://canary:1080"])
def test_a_proxy_that_cannot_be_used_is_refused(environment: Callable[..., None], name: str, value: str) -> None:
    environment(**{name: value})
    for face in (Client, AsyncClient):
        with pytest.raises(ConfigError, match=f"environment variable {name}: ") as caught:
            face("https://geai.example", api_token="t")
        assert "can" not in str(caught.value).replace("cannot", "")
    # Neither a base URL of this machine nor an exempted one needs it.
    assert Client("http://127.0.0.1:9", api_token="t").config["proxy"].value == "none"
    environment(**{name: value}, NO_PROXY="geai.example")
    assert Client("https://geai.example", api_token="t").config["proxy"].value == "none"

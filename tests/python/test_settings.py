"""Settings that the machine gives: the credentials file, the home directory, proxies of the environment."""

from __future__ import annotations

import os
import subprocess
import sys
import warnings
from pathlib import Path

import pytest

from geai_client import AsyncClient, Client, ConfigError

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
def test_without_home_the_directory_is_the_one_of_the_user() -> None:
    import pwd

    program = "from geai_client import Client; Client(profile='no such profile')"
    environment = {name: value for name, value in os.environ.items() if name != "HOME"}
    command = [sys.executable, "-c", program]
    ended = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert f"{pwd.getpwuid(os.getuid()).pw_dir}/.geai/credentials" in ended.stderr, ended.stderr

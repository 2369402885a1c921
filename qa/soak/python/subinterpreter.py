"""H10: a subinterpreter refuses the import cleanly, or it works there; the process lives on."""

from __future__ import annotations

import subprocess
import tempfile

from harness import PATIENCE, Report, settings
from interpreters import chosen, only_the_package, options

# Their subinterpreters share everything that later ones keep apart.
MAY_WORK = ("3.10", "3.11")

SCRIPT = """
import os, sys
try:
    import _interpreters as interpreters
except ImportError:
    import _xxsubinterpreters as interpreters
READ, WRITE = os.pipe()
one = interpreters.create()
failed = interpreters.run_string(one, f'''
import os
try:
    import geai_client
    said = geai_client.Client("https://h.example", api_token="x").base_url
except ImportError as error:
    said = "ImportError: " + str(error)
os.write({WRITE}, said.encode())
''')
assert failed is None, failed
print(os.read(READ, 1000).decode())
interpreters.destroy(one)
import geai_client
assert geai_client.Client("https://h.example", api_token="x").base_url == "https://h.example"
"""


def main() -> None:
    """Runs everything."""
    asked = settings(options(__doc__))
    report = Report("subinterpreter")
    count = asked.count(20)
    with tempfile.TemporaryDirectory() as place:
        only_the_package(place)
        for interpreter in chosen(asked.arguments.python, found=asked.arguments.all):
            good, said = 0, ""
            for _ in range(count):
                ended = subprocess.run(
                    [interpreter.path, "-c", SCRIPT],
                    capture_output=True,
                    text=True,
                    timeout=PATIENCE,
                    check=False,
                    env=interpreter.environment(place),
                    cwd="/",
                )
                said = ended.stdout.strip() or ended.stderr[-300:]
                refused = said.startswith("ImportError: module geai_client._native does not support loading")
                fine = refused or (interpreter.version in MAY_WORK and said == "https://h.example")
                good += fine and (ended.returncode, ended.stderr) == (0, "")
            report.check(good, count, f"{interpreter.version}: {said}")
            report.note(f"{interpreter.version}: {'refused' if refused else 'works'}")
    report.end()


if __name__ == "__main__":
    main()

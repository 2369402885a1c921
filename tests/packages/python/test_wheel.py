"""What the wheel holds, how large it is, and where it runs."""

from __future__ import annotations

import re
import sys
from configparser import ConfigParser
from pathlib import Path

import pytest

from elf import sections, versions
from support import ABI3_WHEEL, CHECKOUT, WHEELS, members, metadata

MEGABYTE = 1_000_000
LARGEST = 10 * MEGABYTE

SOURCES = CHECKOUT / "bindings-python" / "python"
PACKAGES = ("geai_client", "pytest_geai_client")
# Of glibc, by the tag manylinux2014.
OLDEST_GLIBC = (2, 17)
LICENCES = ("LICENSE", "LICENSE-APACHE", "LICENSE-MIT", "THIRD-PARTY-LICENSES.md")

every_wheel = pytest.mark.parametrize("wheel", sorted(WHEELS.glob("*.whl")), ids=lambda wheel: wheel.name)
linux_only = pytest.mark.skipif(sys.platform != "linux", reason="the format of Linux")


def native(wheel: Path) -> bytes:
    [content] = (content for name, content in members(wheel).items() if name.endswith((".so", ".pyd")))
    return content


@every_wheel
def test_it_holds_the_package_and_nothing_else(wheel: Path) -> None:
    version = metadata(wheel)["Version"]
    info = f"geai_client-{version}.dist-info"
    files = (file for name in PACKAGES for file in (SOURCES / name).rglob("*"))
    expected = {
        file.relative_to(SOURCES).as_posix()
        for file in files
        if file.suffix in {".py", ".pyi"} or file.name == "py.typed"
    }
    expected |= {f"{info}/{name}" for name in ("METADATA", "RECORD", "WHEEL", "entry_points.txt")}
    expected |= {f"{info}/licenses/{name}" for name in LICENCES}
    expected |= {f"{info}/sboms/geai-client-python.cyclonedx.json"}
    found = set(members(wheel))
    [module] = {name for name in found if re.fullmatch(r"geai_client/_native\.[\w.-]*(so|pyd)", name)}
    assert found == expected | {module}


@every_wheel
def test_pytest_and_pyinstaller_find_what_is_theirs(wheel: Path) -> None:
    [text] = (text for name, text in members(wheel).items() if name.endswith(".dist-info/entry_points.txt"))
    found = ConfigParser()
    found.read_string(text.decode())
    assert dict(found["pytest11"]) == {"geai_client": "pytest_geai_client"}
    assert dict(found["pyinstaller40"]) == {"hook-dirs": "geai_client._pyinstaller:hook_dirs"}
    assert "geai_client/_pyinstaller/hook-geai_client.py" in members(wheel)


@every_wheel
def test_the_licences_are_those_of_the_checkout(wheel: Path) -> None:
    texts = {Path(name).name: text for name, text in members(wheel).items() if "/licenses/" in name}
    assert texts == {name: (CHECKOUT / name).read_bytes() for name in LICENCES}
    assert metadata(wheel)["License-Expression"] == "MIT OR Apache-2.0"


@every_wheel
def test_it_is_small(wheel: Path) -> None:
    sizes = {wheel.name: wheel.stat().st_size, "its native module": len(native(wheel))}
    for what, size in sizes.items():
        print(f"{what}: {size / MEGABYTE:.2f} MB")
        assert size < LARGEST, f"{what} is {size / MEGABYTE:.2f} MB"


@linux_only
@every_wheel
def test_the_native_module_has_no_symbols_for_debuggers(wheel: Path) -> None:
    names = sections(native(wheel))
    assert ".text" in names
    assert not [name for name in names if name.startswith((".debug", ".zdebug", ".symtab", ".strtab", ".gnu_debug"))]


@linux_only
@every_wheel
def test_the_tag_tells_the_truth(wheel: Path) -> None:
    needed = versions(native(wheel))
    print(f"{wheel.name} needs glibc {'.'.join(map(str, max(needed)))}")
    assert "manylinux_2_17" in wheel.name
    assert max(needed) <= OLDEST_GLIBC


def test_one_wheel_is_for_all_versions_of_python() -> None:
    assert "-cp310-abi3-" in ABI3_WHEEL.name
    assert metadata(ABI3_WHEEL)["Requires-Python"] == ">=3.10"


@every_wheel
def test_its_description_has_no_link_that_leads_nowhere(wheel: Path) -> None:
    links = re.findall(r"\]\(([^)]*)\)", str(metadata(wheel).get_payload()))
    assert links
    assert [target for target in links if not target.startswith(("https:", "#"))] == []


@every_wheel
def test_it_depends_on_nothing_and_has_three_extras(wheel: Path) -> None:
    message = metadata(wheel)
    assert message.get_all("Provides-Extra") == ["opentelemetry", "pandas", "progress"]
    requirements = message.get_all("Requires-Dist") or []
    assert {requirement.partition(";")[2].strip() for requirement in requirements} == {
        "extra == 'opentelemetry'",
        "extra == 'pandas'",
        "extra == 'progress'",
    }

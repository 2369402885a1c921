"""Lists the public API of the Python package from its sources: what is exported, and every class it leads to."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import griffe

if TYPE_CHECKING:
    from collections.abc import Iterator

SOURCES = Path(__file__).parents[2] / "bindings-python" / "python"
PACKAGE = "geai_client"
# What is imported under these names is public.
MODULES = (PACKAGE, f"{PACKAGE}.opentelemetry", f"{PACKAGE}.testing", f"{PACKAGE}.types")
# Special methods that users call by syntax or by hand.
SPECIAL = {
    "__init__",
    "__enter__",
    "__exit__",
    "__aenter__",
    "__aexit__",
    "__iter__",
    "__aiter__",
    "__len__",
    "__getitem__",
}
SPECIAL |= {
    "__next__",
    "__anext__",
    "__await__",
    "__eq__",
    "__hash__",
    "__repr__",
    "__str__",
    "__contains__",
    "__bool__",
}
STARS = {griffe.ParameterKind.var_positional: "*", griffe.ParameterKind.var_keyword: "**"}


def listing() -> str:
    """One line for each item, sorted."""
    root = griffe.load(PACKAGE, search_paths=[SOURCES], resolve_aliases=True, allow_inspection=False)
    lines: set[str] = set()
    waiting: list[griffe.Object] = []
    for module in MODULES:
        found = root[module.removeprefix(PACKAGE).lstrip(".")] if module != PACKAGE else root
        for name in found.exports or ():
            lines.add(f"export {module}.{name}")
            waiting.append(_resolved(found.members[str(name)]))
    exported = {item.path for item in waiting}
    seen: set[str] = set()
    while waiting:
        item = waiting.pop()
        if item.path in seen:
            continue
        seen.add(item.path)
        lines.update(_lines(item, exported))
        waiting.extend(_mentioned(item, root, exported))
    return "\n".join(sorted(lines)) + "\n"


def _resolved(item: griffe.Object | griffe.Alias) -> griffe.Object:
    return item.final_target if isinstance(item, griffe.Alias) else item


def _path(item: griffe.Object) -> str:
    """As a user would name it: private modules may change their names."""
    modules = [name for name in item.module.path.split(".") if not name.startswith("_")]
    return ".".join([*modules, item.path.removeprefix(f"{item.module.path}.")])


def _members(item: griffe.Object, exported: set[str]) -> Iterator[griffe.Object]:
    for name, member in item.members.items():
        # Nobody makes an object of a class that is not exported.
        special = name in SPECIAL and (name != "__init__" or item.path in exported)
        if (special or not name.startswith("_")) and not member.is_alias:
            yield _resolved(member)


def _lines(item: griffe.Object, exported: set[str]) -> Iterator[str]:
    path = _path(item)
    if isinstance(item, griffe.Function):
        kind = " ".join([*sorted(item.labels & {"async", "classmethod", "staticmethod"}), "def"])
        for one in item.overloads or [item]:
            parameters = ", ".join(map(_parameter, one.parameters))
            yield f"{kind} {path}({parameters}) -> {one.returns}"
    elif isinstance(item, griffe.Class):
        yield f"class {path}({', '.join(map(str, item.bases))})"
        for member in _members(item, exported):
            yield from _lines(member, exported)
    elif isinstance(item, griffe.Attribute):
        value = f" = {item.value}" if item.value is not None and not item.annotation else ""
        yield f"{'property' if 'property' in item.labels else 'attribute'} {path}: {item.annotation}{value}"
    elif isinstance(item, griffe.TypeAlias):
        yield f"type {path} = {item.value}"


def _parameter(parameter: griffe.Parameter) -> str:
    stars = STARS.get(parameter.kind, "") if parameter.kind else ""
    text = stars + parameter.name
    if parameter.kind is griffe.ParameterKind.keyword_only:
        text = f"[kw] {text}"
    if parameter.kind is griffe.ParameterKind.positional_only:
        text = f"[pos] {text}"
    if parameter.annotation is not None:
        text += f": {parameter.annotation}"
    return f"{text} = {parameter.default}" if parameter.default is not None and not stars else text


def _mentioned(item: griffe.Object, root: griffe.Object | griffe.Alias, exported: set[str]) -> Iterator[griffe.Object]:
    """Classes of the package that annotations and bases name."""
    expressions: list[object] = []
    for member in (item, *(_members(item, exported) if isinstance(item, griffe.Class) else ())):
        if isinstance(member, griffe.Function):
            expressions += [member.returns, *(parameter.annotation for parameter in member.parameters)]
        elif isinstance(member, griffe.Attribute):
            expressions += [member.annotation, member.value]
        elif isinstance(member, griffe.Class):
            expressions += member.bases
    for expression in expressions:
        if not isinstance(expression, griffe.Expr):
            continue
        for name in expression.iterate(flat=True):
            path = name.canonical_path if isinstance(name, griffe.ExprName) else ""
            if path.startswith(f"{PACKAGE}.") and (found := _found(root, path)) is not None:
                yield found


def _found(root: griffe.Object | griffe.Alias, path: str) -> griffe.Object | None:
    try:
        found = _resolved(root[path.removeprefix(f"{PACKAGE}.")])
    except (KeyError, griffe.AliasResolutionError):
        return None
    return found if found.path.startswith(f"{PACKAGE}.") and not isinstance(found, griffe.Module) else None


if __name__ == "__main__":
    print(listing(), end="")

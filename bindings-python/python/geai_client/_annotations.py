"""The names that annotations are made of.

An annotation is evaluated only by programs that ask for it, such as those that make tools of functions. What its names
come from is imported then: `typing` alone would double the time that importing this package takes.
"""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ._annotation_types import *  # noqa: F403 (it has `__all__`)
else:

    def __getattr__(name: str) -> object:
        from . import _annotation_types

        return getattr(_annotation_types, name)

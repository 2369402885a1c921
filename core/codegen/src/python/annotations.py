"""The names that annotations of operations are made of, imported when an annotation is evaluated."""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from geai_client._annotation_types import *  # noqa: F403 (it has `__all__`)

    from .types import *  # noqa: F403 (it has `__all__`)
else:

    def __getattr__(name: str) -> object:
        from geai_client import _annotation_types

        from . import types

        if hasattr(types, name):
            return getattr(types, name)
        return getattr(_annotation_types, name)

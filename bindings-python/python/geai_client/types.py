"""Types of what may be given in place of models: dicts, in which wire names are accepted, too."""

from ._generated.types import *  # noqa: F403 (it has `__all__`)

TYPE_CHECKING = False
if not TYPE_CHECKING:
    from ._generated.types import __all__  # noqa: F401

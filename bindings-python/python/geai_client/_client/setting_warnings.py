"""Warnings of what the settings of a client should not be."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from geai_client._native import NativeClient


def warn_of_settings(native_client: NativeClient) -> None:
    """Warns of each setting that the user should correct, in the name of whoever called the caller."""
    if texts := native_client.warnings:
        import warnings

        for text in texts:
            warnings.warn(text, stacklevel=3)

# Generated from the operation table by `make generate`. Do not edit.
"""The error classes."""

from __future__ import annotations

from ._error import Attempt, GeaiError, ServerMessage

__all__ = [
    "APIConnectionError",
    "APIError",
    "APITimeoutError",
    "Attempt",
    "AuthenticationError",
    "BadRequestError",
    "ClientClosedError",
    "ConfigError",
    "ConflictError",
    "GeaiError",
    "InternalError",
    "InvalidRequestError",
    "MalformedResponseError",
    "NotFoundError",
    "PermissionDeniedError",
    "RateLimitError",
    "RedirectError",
    "ReportedError",
    "ResponseTooLargeError",
    "ServerError",
    "ServerMessage",
    "TLSError",
]


class ConfigError(GeaiError):
    """The client cannot be built: no base URL, no token, an unknown profile, an unreadable file."""


class InvalidRequestError(GeaiError, ValueError):
    """An argument was refused before anything was sent."""


class APIConnectionError(GeaiError, ConnectionError):
    """The server could not be reached, or the connection broke."""


class APITimeoutError(APIConnectionError, TimeoutError):
    """One attempt, or the whole call, ran out of time."""


class TLSError(APIConnectionError):
    """The TLS handshake failed: certificate, host name or version."""


class MalformedResponseError(GeaiError):
    """The server's answer is not what the API allows."""


class ResponseTooLargeError(MalformedResponseError):
    """The server's answer is larger than the limit."""


class APIError(GeaiError):
    """The server answered with an error."""


class BadRequestError(APIError):
    """The server refused the request (any 4xx without a class of its own)."""


class AuthenticationError(APIError):
    """The token is missing, unknown or expired (401)."""


class PermissionDeniedError(APIError):
    """The token does not allow this (403)."""


class NotFoundError(APIError):
    """There is no such thing (404)."""


class ConflictError(APIError):
    """The request clashes with what is there (409)."""


class RateLimitError(APIError):
    """Too many requests (429)."""


class ServerError(APIError):
    """The server failed (5xx)."""


class RedirectError(APIError):
    """The server redirected; redirects are never followed."""


class ReportedError(APIError):
    """A success status whose body reports a failure."""


class ClientClosedError(GeaiError):
    """The client was closed."""


class InternalError(GeaiError):
    """A defect of this library."""

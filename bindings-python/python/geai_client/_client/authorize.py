"""Signing in to a service through the inspector, which takes several operations."""

from __future__ import annotations

from .resource import Resource

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from geai_client._native import Authorization


def _show(begun: Authorization, on_url: Callable[[str], object], *, open_browser: bool) -> None:
    url = begun.authorization_url
    if url is None:
        return
    on_url(url)
    if open_browser:
        import webbrowser

        webbrowser.open(url)


class InspectorHelpers(Resource):
    """Methods of the inspector that make several calls."""

    __slots__ = ()

    def authorize(
        self,
        url: str,
        *,
        client_id: str | None = None,
        on_url: Callable[[str], object] = print,
        open_browser: bool = False,
        deadline: float = 300.0,
        challenge_id: str | None = None,
    ) -> Authorization:
        """Inspects a service, lets the user sign in where that is needed, and fetches its description.

        Looks with growing pauses whether the user signed in. The result holds `manifest` and `security_scheme`,
        ready to import. An `APITimeoutError` when the time is up: keep `challenge_id` of the URL's `state` to resume.

        Args:
            url: URL of the service, or of its description.
            client_id: Client id at the service's authorization server; needed where a user has to sign in.
            on_url: Is given the URL where the user signs in. Default: `print`.
            open_browser: Open that URL in the user's browser, too.
            deadline: Seconds to wait for the user.
            challenge_id: Resume the sign-in of this challenge instead of beginning one.
        """
        begun: Authorization = self._native_client.begin_authorization(url, client_id, challenge_id, deadline)
        _show(begun, on_url, open_browser=open_browser)
        finished: Authorization = self._native_client.finish_authorization(begun, deadline)
        return finished


class AsyncInspectorHelpers(Resource):
    """Methods of the inspector that make several calls."""

    __slots__ = ()

    async def authorize(
        self,
        url: str,
        *,
        client_id: str | None = None,
        on_url: Callable[[str], object] = print,
        open_browser: bool = False,
        deadline: float = 300.0,
        challenge_id: str | None = None,
    ) -> Authorization:
        """As `Client.inspector.authorize`.

        Args:
            url: URL of the service, or of its description.
            client_id: Client id at the service's authorization server; needed where a user has to sign in.
            on_url: Is given the URL where the user signs in. Default: `print`.
            open_browser: Open that URL in the user's browser, too.
            deadline: Seconds to wait for the user.
            challenge_id: Resume the sign-in of this challenge instead of beginning one.
        """
        begun: Authorization = await self._native_client.begin_authorization(url, client_id, challenge_id, deadline)
        _show(begun, on_url, open_browser=open_browser)
        finished: Authorization = await self._native_client.finish_authorization(begun, deadline)
        return finished

"""Signing in to a service through the inspector, which takes several operations."""

from __future__ import annotations

from geai_client import _annotations as _t
from geai_client._native import Arguments, Authorization

from .callbacks import is_awaitable, refuse_awaitable
from .resource import Resource


class InspectorHelpers(Resource):
    """Methods of the inspector that make several calls."""

    def authorize(
        self,
        url: str,
        *,
        client_id: str | None = None,
        on_url: _t.Callable[[str], object] = print,
        open_browser: bool = False,
        deadline: float | _t.timedelta = 300.0,
        challenge_id: str | None = None,
    ) -> Authorization:
        """Inspects a service, lets the user sign in where that is needed, and fetches its description.

        Looks with growing pauses whether the user signed in. The result holds `manifest` and `security_scheme`,
        ready to import. An `APITimeoutError` when the time is up: keep `challenge_id` of the URL's `state` to resume.

        Args:
            url: URL of the service, or of its description.
            client_id: Client id at the service's authorization server; needed where a user has to sign in.
            on_url: Is given the URL where the user signs in: `https`, or `http` on this machine, in visible ASCII
                characters. Default: `print`. What it raises ends the sign-in.
            open_browser: Open that URL in the user's browser, too.
            deadline: Seconds to wait for the user.
            challenge_id: Resume the sign-in of this challenge instead of beginning one.

        Raises:
            APITimeoutError: Nobody signed in by the deadline.
            MalformedResponseError: The server names a page that is not of `https`; nothing was shown or opened.
        """
        begin = Arguments({"url": url, "client_id": client_id, "challenge_id": challenge_id})
        url, client_id, challenge_id = "", None, None
        begun: Authorization = self._native_client.begin_authorization(begin, deadline)
        page = begun.authorization_url
        if page is not None:
            refuse_awaitable("on_url", on_url(page))
            if open_browser:
                import webbrowser

                webbrowser.open(page)
        finished: Authorization = self._native_client.finish_authorization(begun, deadline)
        return finished


class AsyncInspectorHelpers(Resource):
    """Methods of the inspector that make several calls."""

    async def authorize(
        self,
        url: str,
        *,
        client_id: str | None = None,
        on_url: _t.Callable[[str], object] = print,
        open_browser: bool = False,
        deadline: float | _t.timedelta = 300.0,
        challenge_id: str | None = None,
    ) -> Authorization:
        """As `Client.inspector.authorize`: the same arguments and errors.

        What `on_url` returns is awaited, if it can be.
        """
        begin = Arguments({"url": url, "client_id": client_id, "challenge_id": challenge_id})
        url, client_id, challenge_id = "", None, None
        begun: Authorization = await self._native_client.begin_authorization(begin, deadline)
        page = begun.authorization_url
        if page is not None:
            shown = on_url(page)
            if is_awaitable(shown):
                await shown
            if open_browser:
                import asyncio
                import webbrowser

                # A browser of the terminal holds its caller.
                await asyncio.to_thread(webbrowser.open, page)
        finished: Authorization = await self._native_client.finish_authorization(begun, deadline)
        return finished

"""Screens without a browser: a real Flet session and page on a connection that stays in this process.

Every message goes through Flet's own msgpack encoder, because encoding is what takes the snapshots that the next
difference is made from. Routes are answered the way the client answers them. It leans on the insides of Flet 1.0.5,
which is why that version is pinned.
"""

from __future__ import annotations

import asyncio
import dataclasses
import inspect
from collections.abc import AsyncIterator, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from typing import Any

import flet as ft
import msgpack
from flet.controls.base_control import BaseControl
from flet.controls.context import _context_page, context
from flet.messaging.connection import Connection
from flet.messaging.protocol import (
    Message,
    MessageAction,
    RegisterClientResponseBody,
    configure_encode_object_for_msgpack,
    decode_ext_from_msgpack,
)
from flet.messaging.session import Session
from flet.pubsub.pubsub_hub import PubSubHub

_encode = configure_encode_object_for_msgpack(BaseControl)

TURNS = 12
"""Turns of the event loop after which a change has been drawn."""


class HereConnection(Connection):
    """A connection whose other end is this object."""

    def __init__(self) -> None:
        super().__init__()
        self.loop = asyncio.get_running_loop()
        self.executor = ThreadPoolExecutor(2)
        self.pubsubhub = PubSubHub(loop=self.loop, executor=self.executor)
        self.page_url, self.page_name = "http://here", ""
        self.session: Session | None = None
        self.crashes: list[str] = []
        self.calls: list[tuple[str, Any]] = []

    def send_message(self, message: Message) -> None:
        raw = msgpack.packb([message.action, message.body], default=_encode)
        msgpack.unpackb(raw, ext_hook=decode_ext_from_msgpack, strict_map_key=False)
        if message.action == MessageAction.SESSION_CRASHED:
            self.crashes.append(message.body.message)
        if message.action == MessageAction.INVOKE_METHOD:
            self._answer(message.body)

    def _answer(self, call: Any) -> None:
        assert self.session
        self.calls.append((call.name, call.args))
        if call.name == "push_route":
            self._going = self.loop.create_task(self.route(call.args["route"]))
        self.loop.call_soon(self.session.handle_invoke_method_results, call.control_id, call.call_id, None, None)

    async def route(self, route: str) -> None:
        """What the client does when the address changes."""
        assert self.session
        self.session.apply_page_patch({"route": route})
        await self.session.dispatch_event(self.session.page._i, "route_change", {"route": route})

    def dispose(self) -> None:
        self.executor.shutdown(wait=False)


class Screen:
    """A window: find things by the names that screen readers and browser tests use, and press them."""

    def __init__(self, session: Session, connection: HereConnection) -> None:
        self._session = session
        self.connection = connection

    @property
    def page(self) -> ft.Page:
        return self._session.page

    @property
    def crashes(self) -> list[str]:
        return self.connection.crashes

    # --- finding ----------------------------------------------------------------------------------
    def walk(self, root: Any = None) -> Iterator[BaseControl]:
        """Every control that is shown, page and dialogs."""
        seen: set[int] = set()

        def below(value: Any) -> Iterator[BaseControl]:
            if isinstance(value, list | tuple):
                for each in value:
                    yield from below(each)
            elif isinstance(value, BaseControl):
                if id(value) in seen or getattr(value, "visible", True) is False:
                    return
                seen.add(id(value))
                yield value
                for field in dataclasses.fields(value):
                    if "skip" not in field.metadata and field.name != "parent":
                        yield from below(getattr(value, field.name, None))

        roots = [self.page.views, self.page._dialogs, self.page._overlay]
        yield from below(roots if root is None else root)

    def named(self, ident: str) -> ft.Semantics:
        """The control with this identifier.

        Raises:
            LookupError: there is none; the message says which there are.
        """
        for control in self.walk():
            if isinstance(control, ft.Semantics) and control.identifier == ident:
                return control
        raise LookupError(f"{ident} is not among {sorted(self.idents)}")

    @property
    def idents(self) -> set[str]:
        """Every identifier on the screen."""
        return {c.identifier for c in self.walk() if isinstance(c, ft.Semantics) and c.identifier}

    def has(self, ident: str) -> bool:
        return ident in self.idents

    def starting(self, start: str) -> list[str]:
        """Identifiers that begin so, in the order of the screen."""
        found = [c.identifier for c in self.walk() if isinstance(c, ft.Semantics) and c.identifier]
        return [ident for ident in found if ident.startswith(start)]

    @property
    def text(self) -> str:
        """All words on the screen, a line for each control."""
        return "\n".join(self.words_of(None))

    def words_of(self, root: Any) -> list[str]:
        found = []
        for control in self.walk(root):
            for name in ("value", "label", "content", "title", "tooltip", "error", "helper", "hint_text"):
                value = getattr(control, name, None)
                if isinstance(value, str) and value:
                    found.append(value)
        return found

    def said(self, ident: str) -> str:
        """The words inside one control."""
        return "\n".join(self.words_of(self.named(ident)))

    def all(self, kind: type[Any]) -> list[Any]:
        return [c for c in self.walk() if isinstance(c, kind)]

    # --- acting -----------------------------------------------------------------------------------
    async def settle(self, turns: int = TURNS) -> None:
        for _ in range(turns):
            await asyncio.sleep(0)

    async def until(self, true: Callable[[], bool], seconds: float = 20) -> None:
        """Wait for something slow: a PIN, a load."""
        async with asyncio.timeout(seconds):
            while not true():  # noqa: ASYNC110 - what is waited for has no event
                await asyncio.sleep(0.01)
        await self.settle()

    async def fire(self, control: BaseControl, event: str, data: Any = None, **props: Any) -> None:
        if props:
            self._session.apply_patch(control._i, props)
        await self._session.dispatch_event(control._i, event, data)
        await self.settle()

    async def tap(self, ident: str) -> None:
        """Press what has this identifier."""
        await self.fire(self._with("on_click", ident), "click")

    async def type(self, ident: str, text: str) -> None:
        """Put a text into a field."""
        field = next(c for c in self.walk(self.named(ident)) if isinstance(c, ft.TextField))
        await self.fire(field, "change", text, value=text)

    async def go(self, route: str) -> None:
        """Type an address."""
        await self.connection.route(route)
        await self.settle()

    async def resize(self, width: float, height: float) -> None:
        self._session.apply_page_patch({"width": width, "height": height})
        await self.fire(self.page, "resize", {"width": width, "height": height})

    def _with(self, handler: str, ident: str) -> BaseControl:
        found = [c for c in self.walk(self.named(ident)) if getattr(c, handler, None)]
        if not found:
            raise LookupError(f"{ident} cannot be pressed")
        return found[0]

    @property
    def snackbar(self) -> ft.SnackBar | None:
        """The snackbar shown last."""
        bars = [c for c in self.page._dialogs.controls if isinstance(c, ft.SnackBar)]
        return bars[-1] if bars else None

    async def undo(self) -> None:
        """Press the button of the snackbar."""
        bar = self.snackbar
        assert bar is not None
        assert isinstance(bar.action, ft.SnackBarAction)
        await self.fire(bar.action, "click")

    def close(self) -> None:
        self._session.close()


async def launch(
    main: Callable[[ft.Page], Any], route: str = "/", *, width: float = 1280, height: float = 800, web: bool = True
) -> Screen:
    """Open the app in a window of this size."""
    connection = HereConnection()
    session = Session(connection)
    connection.session = session
    _context_page.set(session.page)
    context.reset_auto_update()
    about = {"route": route, "width": width, "height": height, "web": web, "platform": "linux"}
    session.apply_page_patch(about)
    answer = RegisterClientResponseBody(session_id=session.id, page_patch=session.get_page_patch(), error="")
    connection.send_message(Message(MessageAction.REGISTER_CLIENT, answer))
    drawn = main(session.page)
    if inspect.isawaitable(drawn):
        await drawn
    await session.after_event(session.page)
    screen = Screen(session, connection)
    await screen.settle()
    return screen


@asynccontextmanager
async def shown(main: Callable[[ft.Page], Any], route: str = "/", **size: Any) -> AsyncIterator[Screen]:
    """The app in a window that is closed again; a crash of the session fails the test."""
    screen = await launch(main, route, **size)
    try:
        yield screen
        assert screen.crashes == []
    finally:
        screen.close()
        await asyncio.sleep(0)

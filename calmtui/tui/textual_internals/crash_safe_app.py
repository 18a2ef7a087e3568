"""An app that ends by its first fault, and sends its pictures as changed cells."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from textual._compositor import ChopsUpdate, LayoutUpdate
from textual._context import active_message_pump
from textual.app import App
from textual.css.query import QueryError
from textual.dom import DOMNode, NoScreen
from textual.screen import Screen
from textual.worker import WorkerFailed, active_worker

from calmtui.tui.textual_internals.driver import terminal_of
from calmtui.tui.textual_internals.painting import ChangedCells

if TYPE_CHECKING:
    from rich.console import RenderableType


class CrashSafeApp(App[int]):
    """An app that keeps the first fault that ends it.

    Textual's own report would print local variables.
    """

    @property
    def fault(self) -> Exception | None:
        """What ended the app, if a fault did."""
        return self._exception

    def fail(self, error: Exception) -> None:
        """End by a fault, wherever in the loop it came up."""
        self._handle_exception(error)

    def fail_soon(self, error: Exception) -> None:
        """End by a fault of another thread."""
        if self._loop is not None:
            self._loop.call_soon_threadsafe(self.fail, error)

    def _handle_exception(self, error: Exception) -> None:
        node: object = active_message_pump.get(None)
        if isinstance(error, WorkerFailed) and isinstance(error.error, Exception):
            node, error = active_worker.get().node, error.error
        if isinstance(error, QueryError | NoScreen) and self._is_on_the_way_out(node):
            return
        self._return_code = 1
        if self._exception is None:
            self._exception = error
            self._exception_event.set()  # a test that waits for the app goes on, and raises it
        self._close_messages_no_wait()

    def _is_on_the_way_out(self, node: object) -> bool:
        """Return whether the app ends, or the screen of the node at work is gone.

        Textual takes a screen's widgets away before it has handed out the screen's last messages:
        a handler or worker that looks for one is too late, not at fault.
        """
        if self._exit or not isinstance(node, DOMNode) or node is self:
            return self._exit
        return not any(above in self.screen_stack for above in node.ancestors_with_self)

    def _display(self, screen: Screen[Any], renderable: RenderableType | None) -> None:
        terminal = terminal_of(self)
        shown: Any = renderable
        if terminal is not None and isinstance(renderable, LayoutUpdate | ChopsUpdate):
            shown = ChangedCells(renderable, screen, terminal)
        super()._display(screen, shown)

    def on_load(self) -> None:
        """From now on an exception in a callback of the loop ends the app as well."""

        def failed(_: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
            if isinstance(error := context.get("exception"), Exception):
                self.fail(error)

        asyncio.get_running_loop().set_exception_handler(failed)


def loop_of(app: App[Any]) -> asyncio.AbstractEventLoop | None:
    """Return the event loop that an app runs in, from any thread."""
    return app._loop

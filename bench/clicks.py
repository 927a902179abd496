"""From a click to the painted answer, as the browser itself sees it."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import median

from playwright.sync_api import Locator, Page, WebSocket

# The click's own time stamp, then the first frame after the text stood in the document has been painted.
WATCH = """
(wanted) => {
  let from = null;
  addEventListener("click", (event) => { from ??= event.timeStamp; }, { capture: true, once: true });
  const there = () =>
    [...document.querySelectorAll('[data-testid="stText"]')].some((text) => text.textContent.startsWith(wanted));
  window.painted = new Promise((done) => {
    const painted = () => requestAnimationFrame(() => {
      const after = new MessageChannel();
      after.port1.onmessage = () => done(performance.now() - from);
      after.port2.postMessage(0);
    });
    const watch = new MutationObserver(() => {
      if (from !== null && there()) { watch.disconnect(); painted(); }
    });
    watch.observe(document, { subtree: true, childList: true, characterData: true });
  });
}
"""


def painted_after(page: Page, target: Locator, wanted: str) -> float:
    """Click; return the milliseconds until a text that begins with `wanted` is painted. It must not stand there yet."""
    page.evaluate(WATCH, wanted)
    target.click()
    taken: float = page.evaluate("window.painted")
    page.locator('[data-testid="stApp"][data-test-script-state="notRunning"]').wait_for(state="attached")
    return taken


@dataclass
class Received:
    """What a page's websockets brought, in bytes. Without slots: Playwright notes its handlers on the instance."""

    size: int = 0

    def watch(self, page: Page) -> None:
        """Count from now on what sockets bring that this page opens."""
        page.on("websocket", self._opened)

    def _opened(self, socket: WebSocket) -> None:
        socket.on("framereceived", self._came)

    def _came(self, frame: str | bytes) -> None:
        self.size += len(frame.encode() if isinstance(frame, str) else frame)

    def taken(self) -> int:
        """Return what came since the last look."""
        size, self.size = self.size, 0
        return size


def middle(times: list[float]) -> float:
    """Return the median, which one slow moment of the machine does not move."""
    return median(times)

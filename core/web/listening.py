"""Where the server listens, read off its command line: the app itself is not told by any server."""

from __future__ import annotations

from collections.abc import Sequence

OPTIONS = {"--host": "CERTDESK_HOST", "--port": "CERTDESK_PORT"}


def listening(argv: Sequence[str]) -> dict[str, str]:
    """Return the settings that `--host H` and `--port N` (or `--host=H`) stand for; the last one wins."""
    found: dict[str, str] = {}
    for word, following in zip(argv, [*argv[1:], ""], strict=True):
        name, given, value = word.partition("=")
        if name in OPTIONS:
            found[OPTIONS[name]] = value if given else following
    return found

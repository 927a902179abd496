"""core serve [--host H] [--port N]"""

from __future__ import annotations

import argparse
import os
import sys

from core.commands.common import Call


def fill(name: str, parser: argparse.ArgumentParser) -> None:
    """Add the options of `serve`; what they say is passed on in the environment, as for any other start of the app."""
    parser.add_argument("--store", metavar="PATH", help="the store (else CERTDESK_STORE, else data/certdesk.duckdb)")
    parser.add_argument("--host", help="address to listen on (else CERTDESK_HOST, else 127.0.0.1)")
    parser.add_argument("--port", type=int, help="port to listen on (else CERTDESK_PORT, else 8501)")
    parser.set_defaults(act=serve, json=False)


def serve(call: Call) -> None:
    """Run the app in this process until it is stopped."""
    from core import settings

    store = settings.store_path(os.environ, call.args.store)  # absolute before the working directory changes
    os.environ["CERTDESK_STORE"] = str(store)
    if os.environ.get("CERTDESK_OUTBOX"):
        os.environ["CERTDESK_OUTBOX"] = os.path.abspath(os.environ["CERTDESK_OUTBOX"])
    for name, given in (("CERTDESK_HOST", call.args.host), ("CERTDESK_PORT", call.args.port)):
        if given is not None:
            os.environ[name] = str(given)
    found = settings.load()
    os.chdir(settings.ROOT)  # Streamlit looks for its configuration here
    sys.path.insert(0, str(settings.ROOT))

    import uvicorn

    uvicorn.run("app:app", host=found.host, port=found.port, access_log=False, server_header=False)

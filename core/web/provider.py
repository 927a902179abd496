"""Signing in with a provider (OpenID Connect), beside the link by mail: the same session of our own comes of it."""

from __future__ import annotations

import logging
import warnings
from functools import cache
from typing import Any

from authlib.common.errors import AuthlibBaseError
from authlib.deprecate import AuthlibDeprecationWarning
from httpx import HTTPError
from joserfc.errors import JoseError
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from core import house
from core.errors import Refusal
from core.services import sign_in
from core.settings import Oidc

NEXT = "certdesk_next"  # in the short-lived session of the round trip
FAILURES = (AuthlibBaseError, JoseError, HTTPError, KeyError, ValueError, RuntimeError)
log = logging.getLogger("certdesk.web")


class ProviderFailed(Refusal):
    def __init__(self, name: str) -> None:
        super().__init__(f"Signing in with {name} did not work. Try again, or ask for a link by mail.")


class AddressNotVerified(Refusal):
    def __init__(self, name: str) -> None:
        super().__init__(f"For {name} the address of your account is not verified. Ask for a link by mail instead.")


@cache
def _client(oidc: Oidc) -> Any:
    """Return the client of a provider; it keeps the provider's description and keys."""
    with warnings.catch_warnings():  # about its own next release
        warnings.simplefilter("ignore", AuthlibDeprecationWarning)
        from authlib.integrations.starlette_client import OAuth  # half a second that only few installations need
    return OAuth().register(
        "provider",
        server_metadata_url=f"{oidc.issuer}/.well-known/openid-configuration",
        client_id=oidc.client_id,
        client_secret=oidc.client_secret,
        client_kwargs={"scope": "openid email profile", "code_challenge_method": "S256", "timeout": 10},
    )


async def leave(request: Request) -> Response:
    """Send the visitor to the provider, to come back to /signin/provider/back. Raises ProviderFailed."""
    home = house.current()
    request.session[NEXT] = sign_in.local_path(request.query_params.get("next", "/"))
    try:
        found: Response = await _client(home.settings.oidc).authorize_redirect(
            request, f"{home.settings.public_url}/signin/provider/back"
        )
    except FAILURES as error:
        raise _failed(home.settings.oidc, error) from error
    return found


async def come_back(request: Request) -> sign_in.SignedIn:
    """Return the session of whoever comes back, by the address that the provider verified.

    State, nonce, signature, issuer, audience and age are checked on the way. Raises ProviderFailed,
    AddressNotVerified or NoAccount.
    """
    home = house.current()
    next_path = str(request.session.pop(NEXT, "/"))
    try:
        answer = await _client(home.settings.oidc).authorize_access_token(request)
        claims = dict(answer["userinfo"])
    except FAILURES as error:
        raise _failed(home.settings.oidc, error) from error
    if claims.get("email_verified") is not True:
        raise AddressNotVerified(home.settings.oidc.name)
    return await run_in_threadpool(
        sign_in.vouched, home.db, str(claims.get("email", "")), next_path, home.clock(), "provider"
    )


def _failed(oidc: Oidc, error: Exception) -> ProviderFailed:
    log.warning("the sign-in provider failed: %s", error)
    return ProviderFailed(oidc.name)


def configured(oidc: Oidc) -> bool:
    """Return whether there is a provider."""
    return bool(oidc.issuer and oidc.client_id)

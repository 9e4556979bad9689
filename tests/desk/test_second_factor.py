"""A passkey and an authenticator app, set up and used in Chromium with a virtual authenticator."""

import hashlib
import hmac
import os
import re
import shutil
import struct
import subprocess
import sys
import time
from base64 import b32decode
from collections.abc import Iterator
from contextlib import closing, suppress
from socket import socket
from typing import Any

import pytest
from tests.served import wait_until_served

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
CHROMIUM = shutil.which("chromium")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="chromium is missing: apt-get install chromium"),
]
ANN, BEN, PASSWORD = "ann@office.example", "ben@office.example", "a-long-password-1"
SERVE = """
import os, sys
from khronika.desk.office import open_office
open_office(migrate=True)
from django.conf import settings
from khronika.flow.people import Newcomer, admit
from khronika.record.ledger.append import Ledger
admit(Ledger(), [Newcomer("Sample", one, ("editor",), sys.argv[2]) for one in sys.argv[3:]])
# As in production but for the cookies: a browser sends secure ones over https only.
settings.MODE = "production"
settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = False
settings.MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True
from wsgiref.simple_server import make_server
from khronika.settings.wsgi import application
print("serving", flush=True)
make_server("127.0.0.1", int(sys.argv[1]), application).serve_forever()
"""


@pytest.fixture(name="office_url", scope="module")
def _office_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve an office in which staff need a second factor, on a free port of localhost."""
    home = tmp_path_factory.mktemp("factors")
    with closing(socket()) as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    own = {n: v for n, v in os.environ.items() if not n.startswith(("KHRONIKA_", "DJANGO_"))}
    own |= {"KHRONIKA_HOME": str(home), "KHRONIKA_MODE": "test"}
    words = [sys.executable, "-c", SERVE, str(port), PASSWORD, ANN, BEN]
    with (home / "said.txt").open("w") as log, subprocess.Popen(
        words, env=own, stdout=log, stderr=log
    ) as server:  # fmt: skip
        try:
            wait_until_served(f"http://localhost:{port}", home / "said.txt", path="/desk/sign-in/")
            yield f"http://localhost:{port}"  # a passkey is for a name, never for an address
        finally:
            with suppress(ProcessLookupError):
                server.terminate()


@pytest.fixture(name="page")
def _page() -> Iterator[Any]:
    """Open a browser with nobody signed in."""
    with playwright.sync_playwright() as player:
        browser = player.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_context().new_page()
        page.set_default_timeout(30_000)
        yield page
        browser.close()


def _sign_in(page: Any, url: str, address: str) -> None:
    page.goto(f"{url}/desk/")
    page.fill("input[type=email]", address)
    page.fill("input[type=password]", PASSWORD)
    page.press("input[type=password]", "Enter")


def _code(secret: str) -> str:
    """Answer the code of now (RFC 6238: HMAC-SHA-1, six digits, 30 seconds)."""
    left = 30 - time.time() % 30
    if left < 10:  # a code that runs out on its way is refused
        time.sleep(left + 0.1)
    key = b32decode(secret + "=" * (-len(secret) % 8))
    spun = hmac.new(key, struct.pack(">Q", int(time.time()) // 30), hashlib.sha1).digest()
    at = spun[-1] & 15
    return f"{(struct.unpack('>I', spun[at : at + 4])[0] & 0x7FFFFFFF) % 1_000_000:06d}"


def _again(page: Any) -> None:
    """Say the password again where allauth asks for it before a second factor is changed."""
    if page.query_selector("input[name=password]"):
        page.fill("input[name=password]", PASSWORD)
        page.press("input[name=password]", "Enter")
        page.wait_for_load_state()


def test_a_passkey_is_set_up_and_signs_in(office_url: str, page: Any) -> None:
    """Without a second factor every screen leads to where one is set up; a passkey opens them."""
    device = page.context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    device.send("WebAuthn.addVirtualAuthenticator", {"options": {
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": True,
        "hasUserVerification": True, "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }})  # fmt: skip
    _sign_in(page, office_url, ANN)
    page.wait_for_url("**/desk/account/second-factor/")
    for path in ("/desk/", "/desk/second/", "/desk/new/"):
        page.goto(office_url + path)
        assert page.url.endswith("/desk/account/second-factor/")
    page.goto(f"{office_url}/desk/account/second-factor/webauthn/add/")
    _again(page)
    page.fill("input[name=name]", "Sample key")
    page.check("input[name=passwordless]")
    page.click("#mfa_webauthn_add, main form button[type=submit]")
    page.wait_for_url(re.compile(r"/desk/account/second-factor/(?!webauthn/add)"))
    page.goto(f"{office_url}/desk/")
    assert page.url == f"{office_url}/desk/"
    page.click("form.signout button")
    page.wait_for_url("**/desk/sign-in/**")
    page.click("#passkey_login")
    page.wait_for_url(f"{office_url}/desk/")
    assert page.inner_text("h1") == "Inbox"
    page.click("form.signout button")
    _sign_in(page, office_url, ANN)  # a password alone is not enough any more
    page.wait_for_url("**/second-factor/authenticate/**")
    page.goto(f"{office_url}/desk/")
    assert page.url.endswith("/second-factor/authenticate/")


def test_an_authenticator_app_is_set_up_and_asked_for(office_url: str, page: Any) -> None:
    """A code of the app finishes setting it up; from then on the password needs one too."""
    _sign_in(page, office_url, BEN)
    page.wait_for_url("**/desk/account/second-factor/")
    page.goto(f"{office_url}/desk/account/second-factor/totp/activate/")
    _again(page)
    secret = page.inner_text("main .ref").strip()
    page.fill("input[name=code]", _code(secret))
    page.press("input[name=code]", "Enter")
    page.wait_for_url(re.compile(r"/second-factor/(?!totp/activate)"))
    page.goto(f"{office_url}/desk/")
    assert page.url == f"{office_url}/desk/"
    page.click("form.signout button")
    _sign_in(page, office_url, BEN)
    page.wait_for_url("**/second-factor/authenticate/**")
    page.fill("input[name=code]", "000000")
    page.press("input[name=code]", "Enter")
    assert page.wait_for_selector("text=Incorrect code")
    page.fill("input[name=code]", _code(secret))
    page.press("input[name=code]", "Enter")
    page.wait_for_url(f"{office_url}/desk/")

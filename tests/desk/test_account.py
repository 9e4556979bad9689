"""Signing in: wrong tries are limited, staff need a second factor, nobody signs up."""

from typing import Any

import pytest
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from khronika.desk.account.people import invitation
from khronika.record.access import roles_of
from khronika.record.user import User

ADDRESS, PASSWORD = "ann@office.example", "a-long-password-1"


@pytest.fixture(autouse=True)
def _fresh_limits() -> None:
    """Forget wrong tries of other tests."""
    cache.clear()


def _sign_in(client: Client, password: str, email: str = ADDRESS) -> Any:
    return client.post("/desk/account/login/", {"login": email, "password": password}, follow=True)


def test_one_signs_in_by_mail_address(office: Any) -> None:
    """Whoever knows address and password lands in the part of the desk that is theirs."""
    assert _sign_in(Client(), PASSWORD).request["PATH_INFO"] == "/desk/"
    landed = _sign_in(Client(), PASSWORD, "ada@office.example").request["PATH_INFO"]
    assert landed == "/desk/people/"
    assert _sign_in(Client(), PASSWORD, "mon@office.example").request["PATH_INFO"] == "/desk/new/"


def test_the_sixth_try_is_refused_even_with_the_right_password(office: Any) -> None:
    """Five wrong passwords lock an address for a while."""
    client = Client()
    for _ in range(5):
        assert "not correct" in _sign_in(client, "wrong").content.decode()
    answer = _sign_in(client, PASSWORD)
    assert answer.request["PATH_INFO"] != "/desk/"
    assert Client().get("/desk/").status_code == 302


def test_whether_an_address_is_known_is_not_told(office: Any) -> None:
    """A wrong password and an unknown address get the same words."""
    known = _sign_in(Client(), "wrong").content.decode()
    unknown = _sign_in(Client(), "wrong", "nobody@office.example").content.decode()
    said = 'class="errors" role="alert"'
    assert known.split(said)[1].split("</div>")[0] == unknown.split(said)[1].split("</div>")[0]


def test_nobody_signs_up(office: Any) -> None:
    """The address for signing up makes no account."""
    before = User.objects.count()
    Client().post("/desk/account/signup/", {"email": "x@office.example", "password1": PASSWORD})
    assert User.objects.count() == before


def test_staff_need_a_second_factor_in_production(office: Any, settings: Any) -> None:
    """Without a passkey or an app every screen of work leads to where one is set up."""
    client = office.browser("ann")
    assert client.get("/desk/").status_code == 200
    settings.MODE = "production"
    fresh = Client()
    fresh.force_login(User.objects.get(email=ADDRESS), backend=settings.AUTHENTICATION_BACKENDS[0])
    for path in ("/desk/", "/desk/second/", "/desk/new/", "/desk/prose/"):
        answer = fresh.get(path)
        assert answer.status_code == 302
        assert answer.headers["Location"] == "/desk/account/second-factor/"
    assert fresh.get("/desk/account/second-factor/").status_code == 200
    Authenticator.objects.create(
        user=User.objects.get(email=ADDRESS), type=Authenticator.Type.TOTP, data={"secret": "x"}
    )
    assert fresh.get("/desk/").status_code == 200


def test_secrets_of_apps_are_not_readable_in_the_database(office: Any) -> None:
    """What is stored of an authenticator app is encrypted with the office's own key."""
    stored = get_adapter().encrypt("JBSWY3DPEHPK3PXP")
    assert "JBSWY3DPEHPK3PXP" not in stored
    assert get_adapter().decrypt(stored) == "JBSWY3DPEHPK3PXP"


def test_an_invitation_is_good_once(office: Any) -> None:
    """An administrator invites; the link sets a password once and leads to where one signs in."""
    form = {
        **office.marks(), "step": "invite", "name": "Noor Sample", "email": "noor@office.example",
        "role": ["coder"],
    }  # fmt: skip
    screen = office.browser("ada").post("/desk/people/", form).content.decode()
    link = screen.split('<span class="ref">http://testserver')[1].split("</span>")[0]
    noor = User.objects.get(email="noor@office.example")
    assert roles_of(noor.actor) == {"coder"}
    stranger = Client()
    assert stranger.get(link).status_code == 200
    words = {"new_password1": "twelve letters!", "new_password2": "twelve letters!"}
    answer = stranger.post(link, words)
    assert answer.headers["Location"] == "/desk/sign-in/"
    assert stranger.get("/desk/").status_code == 302
    assert _sign_in(stranger, "twelve letters!", noor.email).request["PATH_INFO"] == "/desk/"
    assert Client().get(link).status_code == 410


def _ask_link(office: Any, person: User, **more: Any) -> str:
    form = {**office.marks(), "step": "link", "person": person.id, **more}
    answer = office.browser("ada").post("/desk/people/", form, follow=True)
    return str(answer.content.decode())


@pytest.mark.parametrize("left", ["password", "authenticator", "sign-in"])
def test_no_link_opens_the_account_of_who_has_come(office: Any, left: str) -> None:
    """A password, a second factor or a sign-in of theirs is enough that no link is made."""
    ben = User.objects.get(email="ben@office.example")
    if left != "password":
        ben.set_unusable_password()
    if left == "authenticator":
        Authenticator.objects.create(
            user=ben, type=Authenticator.Type.RECOVERY_CODES, data={"seed": "x"}
        )
    if left == "sign-in":
        ben.last_login = timezone.now()
    ben.save()
    screen = _ask_link(office, ben)
    assert "/desk/welcome/" not in screen
    assert "has come already" in screen


def test_an_invitation_sent_twice_opens_no_account(office: Any) -> None:
    """The mark of a form already written gives no link to somebody who has come."""
    form = {**office.marks(), "step": "invite", "name": "Noor Sample",
            "email": "noor@office.example", "role": ["coder"]}  # fmt: skip
    ada = office.browser("ada")
    assert "/desk/welcome/" in ada.post("/desk/people/", form).content.decode()
    again = {**form, "email": "ben@office.example"}
    answer = ada.post("/desk/people/", again, follow=True).content.decode()
    assert "/desk/welcome/" not in answer


def test_a_link_made_before_somebody_came_is_dead(office: Any, rf: Any) -> None:
    """A link whose signature is good opens nothing once the person has an authenticator."""
    noor = User.objects.create_person(office.ledger.new_id(), email="n@office.example", name="N")
    link = invitation(rf.get("/"), noor)
    assert Client().get(link).status_code == 200
    Authenticator.objects.create(user=noor, type=Authenticator.Type.TOTP, data={"secret": "x"})
    assert Client().get(link).status_code == 410


def test_only_administrators_invite(office: Any) -> None:
    """An editor sees the rule instead of the list; no form of theirs makes anybody."""
    assert office.browser("ann").get("/desk/people/").status_code == 403
    form = {
        **office.marks(),
        "step": "invite",
        "name": "X",
        "email": "x@y.example",
        "role": "editor",
    }
    assert office.browser("ann").post("/desk/people/", form).status_code == 403
    assert not User.objects.filter(email="x@y.example").exists()


def test_a_closed_account_cannot_sign_in(office: Any) -> None:
    """Who is closed by the administrator is out; nobody closes their own account."""
    ben = User.objects.get(email="ben@office.example")
    office.browser("ada").post(
        "/desk/people/", {**office.marks(), "step": "close", "person": ben.id}
    )
    assert _sign_in(Client(), PASSWORD, ben.email).request["PATH_INFO"] != "/desk/"
    ada = User.objects.get(email="ada@office.example")
    office.browser("ada").post(
        "/desk/people/", {**office.marks(), "step": "close", "person": ada.id}
    )
    ada.refresh_from_db()
    assert ada.is_active


def test_the_mailbox_of_a_demo_is_for_staff(office: Any, rf: Any) -> None:
    """Letters name their readers: a stranger is led to the sign-in, a monitor is refused."""
    from django.contrib.auth.models import AnonymousUser

    from khronika.demo import mailbox

    for view, words in ((mailbox.box, {}), (mailbox.letter, {"name": "x"}),
                        (mailbox.letter_html, {"name": "x"})):  # fmt: skip
        request = rf.get("/mailbox/")
        request.user = AnonymousUser()
        answer = view(request, **words)
        assert answer.headers["Location"] == "/desk/sign-in/?next=/mailbox/"
        request.user = User.objects.get(email="mon@office.example")
        request.session = {}
        assert view(request, **words).status_code == 403

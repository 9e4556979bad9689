"""The people of the office: who has which role, invitations, roles given and taken.

A link of the administrator's makes a first password and nothing else: whoever has come already
is let in by what they chose themselves, never by somebody else's link.
"""

from dataclasses import dataclass

from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.contrib.auth.forms import SetPasswordForm
from django.contrib.auth.tokens import default_token_generator
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from khronika.desk.account.second_factor import has_second_factor
from khronika.desk.fields import CorrectionUnreadable, say_error
from khronika.desk.gate import Writing, desk, marks, person, writing
from khronika.desk.typed import say_refusal
from khronika.errors import DeskError, KhronikaError
from khronika.record.access import VERBS, roles_of
from khronika.record.steps import grant
from khronika.record.user import User


class PersonHasCome(DeskError):
    """A link was asked for somebody who has come already; it would open their account."""


@dataclass(frozen=True, slots=True)
class Colleague:
    """One person as the administrator sees them."""

    id: str
    name: str
    email: str
    roles: tuple[str, ...]
    is_active: bool
    has_factor: bool
    has_come: bool


def role_names() -> dict[str, str]:
    """Answer what each role is called."""
    return {
        "monitor": gettext("monitor"),
        "coder": gettext("coder"),
        "editor": gettext("editor"),
        "security_officer": gettext("security officer"),
        "administrator": gettext("administrator"),
        "network_reader": gettext("network reader"),
    }


@desk("invite")
@require_http_methods(["GET", "HEAD", "POST"])
def people(request: HttpRequest) -> HttpResponse:
    """Show who works here; invite somebody, give and take roles."""
    link = ""
    if request.method == "POST":
        form = writing(request)
        try:
            link = _act(request, form)
        except KhronikaError as error:
            return say_refusal(request, say_error(error), reverse("desk:people"))
        if not link:
            return HttpResponseRedirect(reverse("desk:people"))
    context = {
        "people": [_colleague(user) for user in User.objects.order_by("name")],
        "roles": role_names().items(),
        "link": link,
        "here": "people",
        **marks(),
    }
    return render(request, "desk/people.html", context)


def _colleague(user: User) -> Colleague:
    names = role_names()
    held = sorted(roles_of(user.actor))
    return Colleague(
        id=user.id,
        name=user.name,
        email=user.email,
        roles=tuple(names[role] for role in held),
        is_active=user.is_active,
        has_factor=has_second_factor(user),
        has_come=has_come(user),
    )


def has_come(user: User) -> bool:
    """Tell whether somebody has a password or any authenticator, or has ever signed in."""
    if user.has_usable_password() or user.last_login is not None:
        return True
    return bool(Authenticator.objects.filter(user=user).exists())


def _act(request: HttpRequest, form: Writing) -> str:
    """Do what the form says; answer the link of an invitation, if it makes one."""
    step = request.POST.get("step", "")
    if step == "invite":
        return _invite(request, form)
    user = User.objects.filter(pk=request.POST.get("person", "")).first()
    if user is None:
        raise Http404("no such person")
    if step == "link":
        return invitation(request, user)
    if step in ("give", "take"):
        role = request.POST.get("role", "")
        if role not in VERBS:
            raise CorrectionUnreadable(gettext("Choose one of the list."))
        grant(form.ledger, form.actor, user.id, role, given=step == "give", base=form.base,
              entry=form.entry_id())  # fmt: skip
        return ""
    if step in ("close", "open"):
        if user.id == person(request).id:
            raise CorrectionUnreadable(gettext("You cannot close your own account."))
        User.objects.filter(pk=user.id).update(is_active=step == "open")
        return ""
    raise Http404("no such step")


def _invite(request: HttpRequest, form: Writing) -> str:
    email = User.objects.normalize_email(request.POST.get("email", "").strip())
    name, roles = request.POST.get("name", "").strip(), request.POST.getlist("role")
    try:
        validate_email(email)
    except ValidationError as error:
        raise CorrectionUnreadable(gettext("Write a mail address.")) from error
    if not name or not roles or any(role not in VERBS for role in roles):
        raise CorrectionUnreadable(gettext("Write a name and choose at least one role."))
    known = User.objects.filter(email__iexact=email).first()
    if known is not None and not form.was_written():
        raise CorrectionUnreadable(gettext("Somebody with this address is here already."))
    user = known or User.objects.create_person(form.thing_id(), email=email, name=name)
    for role in roles:
        grant(form.ledger, form.actor, user.id, role, base=form.ledger.head()[0],
              entry=form.entry_id())  # fmt: skip
    return invitation(request, user)


def invitation(request: HttpRequest, user: User) -> str:
    """Make the address at which somebody invited sets a password; it ends once they did.

    Raises:
        PersonHasCome: they have come already, and only they may change how they sign in.
    """
    if has_come(user):
        raise PersonHasCome(
            gettext(
                "%(name)s has come already: nobody else can make a link into this account. They "
                "change the password themselves, signed in with it or with a passkey. If nothing "
                "of theirs is left to sign in with, take the roles away, close this account and "
                "invite them anew with another mail address."
            )
            % {"name": user.name}
        )
    token = default_token_generator.make_token(user)
    return request.build_absolute_uri(reverse("desk:welcome", args=[user.id, token]))


@require_http_methods(["GET", "HEAD", "POST"])
def welcome(request: HttpRequest, user_id: str, token: str) -> HttpResponse:
    """Let somebody invited set their first password, and lead them to where one signs in."""
    user = User.objects.filter(pk=user_id, is_active=True).first()
    if user is None or has_come(user) or not default_token_generator.check_token(user, token):
        return render(request, "desk/welcome.html", {"form": None}, status=410)
    form = SetPasswordForm(user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, gettext("The password is set. Sign in with it now."))
        return HttpResponseRedirect(reverse("desk:sign-in"))
    answer = render(request, "desk/welcome.html", {"form": form, "person": user})
    answer.headers["Cache-Control"] = "no-store"
    return answer

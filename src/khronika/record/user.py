"""The people who work here: their names and mail stand in this table and nowhere else.

Entries name a person by the opaque id `u:` and the ULID of this row; roles come from `grant`
entries. Django's superuser flag is kept because Wagtail reads it; `may` never does.
"""

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.utils.translation import gettext_lazy as _

from khronika.model.ulid import is_ulid
from khronika.record.errors import ActorUnknown


class People(BaseUserManager["User"]):
    """Makes rows of people; the caller brings the ULID, so that nothing here draws lots."""

    def create_person(
        self, ulid: str, *, email: str, name: str, password: str | None = None
    ) -> "User":
        """Store a person who may sign in; roles are granted by entries of the ledger.

        Args:
            ulid: the ULID by which the ledger knows the person.
            email: address for signing in and for mail.
            name: what colleagues call the person.
            password: None where the person signs in with a passkey only.

        Raises:
            ActorUnknown: `ulid` is no ULID.
        """
        if not is_ulid(ulid):
            raise ActorUnknown(f"{ulid!r} is no ULID; make one with khronika.model.ulid")
        person = self.model(id=ulid, email=self.normalize_email(email), name=name)
        person.set_password(password)
        person.save(using=self._db)
        return person


class User(AbstractBaseUser, PermissionsMixin):
    """A person who may sign in; `actor` is what the ledger calls them."""

    id = models.CharField(primary_key=True, max_length=26)
    email = models.EmailField(_("mail"), unique=True)
    name = models.CharField(_("name"), max_length=200)
    language = models.CharField(_("language"), max_length=16, default="en")
    is_active = models.BooleanField(_("may sign in"), default=True)
    is_staff = models.BooleanField(default=False)
    joined_at = models.DateTimeField(null=True, blank=True)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]
    objects: ClassVar[People] = People()

    class Meta:
        """Names of the table and of its rows."""

        db_table = "record_user"
        verbose_name = _("person")
        verbose_name_plural = _("people")

    def __str__(self) -> str:
        """Answer what colleagues call the person."""
        return self.name

    def get_full_name(self) -> str:
        """Answer the name, as Django's and Wagtail's screens ask for it."""
        return self.name

    @property
    def actor(self) -> str:
        """The opaque id by which entries name the person."""
        return f"u:{self.id}"

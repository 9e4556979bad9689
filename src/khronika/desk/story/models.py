"""Drafts of stories, their pictures and films, as Wagtail edits them.

Nothing public is made from these tables: a draft becomes a tree of nodes in the record when its
editor asks for a second person. A draft is no page of Wagtail's: it has no live state, so there
is nothing that could be published, scheduled or unpublished. Revisions hold ids only; the words
stand in `Version`, where an erasure finds them.
"""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, ClassVar

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.storage import FileSystemStorage
from django.core.validators import RegexValidator
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.models import FormState
from wagtail.fields import StreamField
from wagtail.models import PreviewableMixin, RevisionMixin

from khronika.desk.story import film, pictures
from khronika.desk.story.blocks import BODY
from khronika.desk.story.tree import DraftUnreadable, tree_of
from khronika.record.erasure import mask
from khronika.record.ledger.append import Ledger
from khronika.record.ledger.forgetting import erased_since
from khronika.record.ledger.sql import Statements

WORDS = ("headline", "lede", "slug", "body")
"""The fields of a draft that hold words, which no revision may hold."""


def fresh_id() -> str:
    """Draw a ULID."""
    return Ledger().new_id()


class Unforgotten(WagtailAdminModelForm):  # type: ignore[misc]  # no types
    """Refuses words once that were typed before somebody was erased: they may name them."""

    head = forms.IntegerField(required=False, widget=forms.HiddenInput)
    data: Any

    def __init__(self, *args: Any, **words: Any) -> None:
        """Remember on which state of the record the screen was made."""
        super().__init__(*args, **words)
        self.initial["head"] = Ledger().head()[0]

    def clean(self) -> dict[str, Any]:
        """Ask the writer to read the words again where somebody was erased meanwhile."""
        cleaned: dict[str, Any] = super().clean()
        if erased_since(cleaned.get("head") or 0, Statements.on("default")):
            self.data = self.data.copy()
            self.data[self.add_prefix("head")] = str(Ledger().head()[0])  # shown again, it is read
            raise ValidationError(
                _(
                    "Somebody was erased while you wrote; nothing was saved. Read your words "
                    "again, whether they name them, then save."
                )
            )
        return cleaned


class Draft(PreviewableMixin, RevisionMixin, models.Model):  # type: ignore[misc]  # no types
    """One language of a story while it is written."""

    base_form_class = Unforgotten
    id = models.CharField(primary_key=True, max_length=26, default=fresh_id, editable=False)
    story = models.CharField(max_length=26, default=fresh_id, editable=False)
    """ULID of the story in the record; its languages share it."""
    lang = models.CharField(_("language"), max_length=8, choices=settings.LANGUAGES, default="en")
    headline = models.CharField(_("headline"), max_length=200)
    lede = models.TextField(
        _("summary"), blank=True, help_text=_("One or two sentences, shown in lists.")
    )
    slug = models.CharField(
        _("address"),
        max_length=120,
        validators=[RegexValidator(r"^[a-z0-9]+(-[a-z0-9]+)*$", _("Use a-z, 0-9 and hyphens."))],
        help_text=_("The last part of the public address: a-z, 0-9 and hyphens."),
    )
    body = StreamField(BODY, verbose_name=_("text"), use_json_field=True)

    class Meta:
        """A story has one draft in each language."""

        db_table = "story_draft"
        verbose_name = _("story")
        verbose_name_plural = _("stories")
        constraints = (
            models.UniqueConstraint(fields=["story", "lang"], name="story_once_a_language"),
        )

    def __str__(self) -> str:
        """Answer a name without words of the draft: Wagtail keeps it in logs and revisions."""
        return f"{self.lang} {self.id[-6:]}"

    def get_admin_display_title(self) -> str:
        """Answer what the screens call the draft."""
        return self.headline or str(self)

    @property
    def subject(self) -> str:
        """Answer the story's name in the record."""
        return f"story:{self.story}"

    def clean(self) -> None:
        """Refuse what no public document could show, while its writer still looks at it."""
        super().clean()
        try:
            tree_of(self)
        except DraftUnreadable as error:
            raise ValidationError({"body": str(error)}) from error

    def serializable_data(self) -> dict[str, Any]:
        """Write a revision: ids only; the words go to a version of their own."""
        kept: dict[str, Any] = super().serializable_data()
        words = {name: kept.pop(name) for name in WORDS}
        version = Version.objects.create(id=fresh_id(), draft=self.id, words=json.dumps(words))
        return {**kept, "version": version.id}

    @classmethod
    def from_serializable_data(
        cls, data: Mapping[str, Any], check_fks: bool = True, strict_fks: bool = False
    ) -> "Draft":
        """Read a revision, with the words of its version; without them where they were erased."""
        version = Version.objects.filter(pk=data.get("version", "")).first()
        empty = {**dict.fromkeys(WORDS, ""), "body": "[]"}
        words = json.loads(version.words) if version else empty
        kept = {name: value for name, value in data.items() if name != "version"}
        made: Draft = super().from_serializable_data({**kept, **words}, check_fks, strict_fks)
        return made

    def get_preview_template(self, request: HttpRequest, mode_name: str) -> str:
        """Name the template of the preview: that of the public page."""
        return "desk/story/preview.html"

    def get_preview_context(self, request: HttpRequest, mode_name: str) -> dict[str, Any]:
        """Answer what the preview shows: the tree as it would be asked for."""
        from khronika.desk.story.second import shown_tree

        return {
            **super().get_preview_context(request, mode_name),
            **shown_tree(tree_of(self), self.lang),
        }


class Version(models.Model):
    """The words of one revision of a draft."""

    id = models.CharField(primary_key=True, max_length=26)
    draft = models.CharField(max_length=26, db_index=True)
    words = models.TextField()

    class Meta:
        """Rows are looked up by id."""

        db_table = "story_version"

    def __str__(self) -> str:
        """Answer its id."""
        return self.id


class ByContent(FileSystemStorage):
    """Keeps each file under the SHA-256 of its bytes; the same bytes are kept once."""

    @property
    def location(self) -> str:
        """Answer the folder, which is that of the home at this moment."""
        return str(Path(settings.HOME) / "prose")

    def get_available_name(self, name: str, max_length: int | None = None) -> str:
        """Answer the name as it is: who has it has the same bytes."""
        return name

    def _save(self, name: str, content: Any) -> str:
        return name if self.exists(name) else super()._save(name, content)  # type: ignore[misc]


def private_files() -> ByContent:
    """Answer where pictures and films lie before anybody may see them."""
    return ByContent(base_url="/desk/stories/files/")


class Picture(models.Model):
    """A picture: cleaned of metadata when it comes in, kept private until a story shows it."""

    base_form_class = Unforgotten
    id = models.CharField(primary_key=True, max_length=26, default=fresh_id, editable=False)
    title = models.CharField(_("working title"), max_length=120)
    file = models.FileField(_("file"), storage=private_files, max_length=90)
    alt = models.CharField(
        _("what it shows"),
        max_length=300,
        help_text=_("For readers who do not see it. Name nobody who may not be named."),
    )
    credit = models.CharField(_("credit"), max_length=200)
    is_image: ClassVar[bool] = True

    class Meta:
        """Names for the screens."""

        db_table = "story_picture"
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")

    def __str__(self) -> str:
        """Answer its working title."""
        return self.title

    def clean(self) -> None:
        """Clean a new file: its metadata is gone before it is written anywhere."""
        super().clean()
        if self.file and not getattr(self.file, "_committed", True):
            self.file = pictures.cleaned(self.file.file)


class Film(models.Model):
    """A film: our own copy, without metadata, that loads when a reader asks for it."""

    base_form_class = Unforgotten
    id = models.CharField(primary_key=True, max_length=26, default=fresh_id, editable=False)
    title = models.CharField(_("working title"), max_length=120)
    file = models.FileField(_("file"), storage=private_files, max_length=90)
    still = models.ForeignKey(
        Picture, verbose_name=_("still"), null=True, blank=True, on_delete=models.PROTECT
    )
    label = models.CharField(_("what it shows"), max_length=300)
    credit = models.CharField(_("credit"), max_length=200)
    seconds = models.PositiveIntegerField(default=0, editable=False)

    class Meta:
        """Names for the screens."""

        db_table = "story_film"
        verbose_name = _("film")
        verbose_name_plural = _("films")

    def __str__(self) -> str:
        """Answer its working title."""
        return self.title

    def clean(self) -> None:
        """Clean a new file and measure it."""
        super().clean()
        if self.file and not getattr(self.file, "_committed", True):
            self.file, self.seconds = film.cleaned(self.file.file)


def cover_names(names: Sequence[str]) -> None:
    """Cover somebody's names in all drafts, their versions, pictures and films; see `mask`.

    What forms were left half typed, which Wagtail keeps for previews, is thrown away.

    Args:
        names: every name of the person who is erased; without one nothing happens.
    """
    if not names:
        return
    FormState.objects.all().delete()
    for version in Version.objects.iterator():
        _cover(version, {"words": _masked_json(version.words, names)})
    for draft in Draft.objects.iterator():
        body = json.dumps(mask(list(draft.body.raw_data), names))
        slug = f"story-{draft.id[-6:].lower()}" if mask(draft.slug.replace("-", " "), names) != (
            draft.slug.replace("-", " ")
        ) else draft.slug  # fmt: skip
        lines = {name: mask(getattr(draft, name), names) for name in ("headline", "lede")}
        _cover(draft, {**lines, "slug": slug, "body": body})
    for picture in Picture.objects.iterator():
        _cover(
            picture,
            {key: mask(getattr(picture, key), names) for key in ("title", "alt", "credit")},
        )
    for film_ in Film.objects.iterator():
        _cover(
            film_, {key: mask(getattr(film_, key), names) for key in ("title", "label", "credit")}
        )


def _masked_json(text: str, names: Sequence[str]) -> str:
    words = json.loads(text)
    words["body"] = json.dumps(mask(json.loads(words["body"]), names))
    return json.dumps(mask(words, names))


def _cover(row: models.Model, fields: Mapping[str, Any]) -> None:
    """Write fields past `save`, which would make another version of them."""
    type(row)._default_manager.filter(pk=row.pk).update(**fields)

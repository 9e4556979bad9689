"""The drafting screens: what Wagtail shows of drafts, pictures and films, and what it leaves out.

Registered are three kinds of snippets and nothing of Wagtail's pages. Saving a draft keeps a
revision; a second button saves it and goes to where its editor asks for a second person.
"""

from typing import Any, ClassVar

from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import reverse, reverse_lazy
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.api.views import PagesAdminAPIViewSet
from wagtail.admin.menu import MenuItem
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.admin.rich_text.editors.draftail.features import EntityFeature
from wagtail.api.v2.router import WagtailAPIRouter
from wagtail.rich_text.feature_registry import FeatureRegistry
from wagtail.snippets.action_menu import ActionMenuItem
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.chooser import SnippetChooserViewSet
from wagtail.snippets.views.snippets import (
    CreateView,
    EditView,
    HistoryView,
    SnippetViewSet,
)

from khronika.desk.story.models import Draft, Film, Picture

ASK = "action-ask"


def _next(request: HttpRequest, draft: Draft, otherwise: str) -> str:
    """Answer where a saved form leads: on, or to asking for a second person."""
    return reverse("desk:story-ask", args=[draft.pk]) if ASK in request.POST else otherwise


class DraftCreate(CreateView):  # type: ignore[misc]  # no types
    """The screen of a new draft; saved, it stays with the draft."""

    def get_success_url(self) -> str:
        """Answer where to go on."""
        return _next(self.request, self.object, self.get_edit_url())


class DraftEdit(EditView):  # type: ignore[misc]  # no types
    """The screen of a draft; saved, it stays there."""

    def get_success_message(self) -> str | None:
        """Say that it was saved; nothing where its editor goes on to ask for a second person."""
        said = gettext("Saved. Nobody outside the desk sees it yet.")
        return None if ASK in self.request.POST else said

    def get_success_buttons(self) -> list[Any]:
        """Offer nothing: one is where one wants to be."""
        return []

    def get_page_subtitle(self) -> str:
        """Answer the headline: `str` of a draft has none of its words."""
        return str(self.object.get_admin_display_title())

    def get_success_url(self) -> str:
        """Answer where to go on."""
        return _next(self.request, self.object, self.get_edit_url())


class Versions(HistoryView):  # type: ignore[misc]  # no types
    """The history of a draft, without the filter, whose calendar would need an inline script."""

    filterset_class = None

    def get_page_subtitle(self) -> str:
        """Answer the headline."""
        return str(getattr(self.object, "headline", None) or self.object)


class DraftScreens(SnippetViewSet):  # type: ignore[misc]  # no types
    """Drafts of stories."""

    model = Draft
    icon = "doc-full"
    menu_label = _("Stories")
    menu_name = "stories"  # else the label's, in the language of whoever came first
    menu_order = 100
    add_to_admin_menu = True
    copy_view_enabled = False
    history_view_class = Versions
    add_view_class = DraftCreate
    edit_view_class = DraftEdit
    list_display: ClassVar[list[str]] = ["headline", "lang", "slug"]
    search_fields: ClassVar[list[str]] = []
    panels: ClassVar[list[Any]] = [
        FieldPanel("headline"),
        FieldPanel("lede"),
        FieldRowPanel([FieldPanel("lang"), FieldPanel("slug")]),
        FieldPanel("body"),
    ]


class PictureChooser(SnippetChooserViewSet):  # type: ignore[misc]  # no types
    """Choosing a picture, or sending a new one from where it is needed."""

    form_fields: ClassVar[list[str]] = ["title", "file", "alt", "credit"]
    creation_tab_label = _("Send a picture")


class PictureScreens(SnippetViewSet):  # type: ignore[misc]  # no types
    """Pictures."""

    model = Picture
    icon = "image"
    menu_label = _("Pictures")
    menu_name = "pictures"  # else the label's, in the language of whoever came first
    menu_order = 110
    add_to_admin_menu = True
    copy_view_enabled = False
    history_view_class = Versions
    chooser_viewset_class = PictureChooser
    list_display: ClassVar[list[str]] = ["title", "alt", "credit"]
    panels: ClassVar[list[Any]] = [
        FieldPanel("title"),
        FieldPanel("file"),
        MultiFieldPanel([FieldPanel("alt"), FieldPanel("credit")], heading=_("Shown with it")),
    ]


class FilmChooser(SnippetChooserViewSet):  # type: ignore[misc]  # no types
    """Choosing a film, or sending a new one from where it is needed."""

    form_fields: ClassVar[list[str]] = ["title", "file", "label", "credit"]
    creation_tab_label = _("Send a film")


class FilmScreens(SnippetViewSet):  # type: ignore[misc]  # no types
    """Films."""

    model = Film
    icon = "media"
    menu_label = _("Films")
    menu_name = "films"  # else the label's, in the language of whoever came first
    menu_order = 120
    add_to_admin_menu = True
    copy_view_enabled = False
    history_view_class = Versions
    chooser_viewset_class = FilmChooser
    list_display: ClassVar[list[str]] = ["title", "label", "credit", "seconds"]
    panels: ClassVar[list[Any]] = [
        FieldPanel("title"),
        FieldPanel("file"),
        FieldPanel("still"),
        MultiFieldPanel([FieldPanel("label"), FieldPanel("credit")], heading=_("Shown with it")),
    ]


register_snippet(DraftScreens)
register_snippet(PictureScreens)
register_snippet(FilmScreens)

OURS = frozenset({"stories", "pictures", "films", "desk"})


class AskMenuItem(ActionMenuItem):  # type: ignore[misc]  # no types
    """The button that saves a draft and leads to a second person."""

    name = ASK
    label = _("Save, then ask for a second person")
    icon_name = "user"


def offer_asking(model: type) -> AskMenuItem | None:
    """Offer to ask for a second person, for drafts only."""
    return AskMenuItem(order=50) if model is Draft else None


def lead_back() -> MenuItem:
    """Lead back to the desk."""
    return MenuItem(
        _("Back to the desk"), reverse_lazy("desk:stories"), name="desk", icon_name="home",
        order=10,
    )  # fmt: skip


def trim_menu(_request: HttpRequest, items: list[MenuItem]) -> None:
    """Leave nothing in the menu that leads to a closed screen."""
    items[:] = [item for item in items if item.name in OURS]


def look() -> SafeString:
    """Hide what leads to closed screens and give the screens the house's colours."""
    return format_html('<link rel="stylesheet" href="{}">', static("desk/prose.css"))


def name_closed_lists(api: WagtailAPIRouter) -> None:
    """Give the addresses of Wagtail's own pictures and documents, which every screen asks for.

    Neither application is here, and the gate closes the addresses.
    """
    for name in ("images", "documents"):
        api.register_endpoint(name, PagesAdminAPIViewSet)


def links_by_address(features: FeatureRegistry) -> None:
    """Make links by address: there are no pages here to choose from."""
    by_address = reverse_lazy("wagtailadmin_choose_page_external_link")
    by_mail = reverse_lazy("wagtailadmin_choose_page_email_link")
    choosers = {
        "pageChooser": by_address,
        "externalLinkChooser": by_address,
        "emailLinkChooser": by_mail,
        "phoneLinkChooser": by_address,
        "anchorLinkChooser": by_address,
    }
    words = {
        "type": "LINK",
        "icon": "link",
        "description": _("Link"),
        "attributes": ["url"],
        "allowlist": {"href": "^(http:|https:|mailto:|/|#|undefined$)"},
        "chooserUrls": choosers,
    }
    script = ["wagtailadmin/js/page-chooser-modal.js"]
    features.register_editor_plugin("draftail", "link", EntityFeature(words, js=script))


hooks.register("register_snippet_action_menu_item", offer_asking)
hooks.register("register_admin_menu_item", lead_back)
hooks.register("construct_main_menu", trim_menu)
hooks.register("insert_global_admin_css", look)
hooks.register("construct_admin_api", name_closed_lists)
hooks.register("register_rich_text_features", links_by_address, order=100)

"""Shows the public page of an event before it is public: as it would be, or as it was asked for.

In: a report's event, or a bundle. Out: the very page that readers would get, by the public site's
own template, from the document that the one serialiser makes: names without a ground are hidden
in it as they will be. Refuses: whoever is not signed in or may not see the desk.
"""

import json

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from khronika.desk.fields import say_error
from khronika.desk.gate import desk, ledger
from khronika.errors import KhronikaError
from khronika.record import approval
from khronika.record.models import Act, Event, Intervention, Request
from khronika.record.serialise import Draft
from khronika.site.pages import event as page

LEVEL = "public"


@desk("decide")
@require_safe
def of_event(request: HttpRequest, report: str, event: str) -> HttpResponse:
    """Show the page of an event as it would be if it were asked for and approved now."""
    if not _is_told_by(event, report) or not Event.objects.filter(pk=event).exists():
        raise Http404("this report tells of no such event")
    back = f"{reverse('desk:report', args=[report])}#event-{event}"
    try:
        drafts = approval.would_be(ledger(), [f"event:{event}"])
    except KhronikaError as error:
        messages.error(request, say_error(error))
        return HttpResponseRedirect(back)
    return _shown(request, drafts, f"event:{event}", back)


@desk("see")
@require_safe
def of_bundle(request: HttpRequest, bundle: str) -> HttpResponse:
    """Show the page of a bundle's event, from the very bytes that an approval would name."""
    row = Request.objects.filter(pk=bundle).first()
    if row is None or not row.subject.startswith("event:"):
        raise Http404("no bundle of an event has this id")
    back = reverse("desk:bundle", args=[bundle])
    try:
        drafts = approval.bundle_drafts(row.documents, row.bodies)
    except KhronikaError as error:
        messages.error(request, say_error(error))
        return HttpResponseRedirect(back)
    return _shown(request, drafts, row.subject, back)


def _is_told_by(event: str, report: str) -> bool:
    return any(
        table.objects.filter(event=event, report=report).exists() for table in (Act, Intervention)
    )


def _shown(request: HttpRequest, drafts: list[Draft], subject: str, back: str) -> HttpResponse:
    """Render the public document of a subject, in the language that is asked for."""
    draft = next((d for d in drafts if d.subject == subject and str(d.level) == LEVEL), None)
    if draft is None:
        messages.error(request, gettext("Readers would see nothing: its level is not public."))
        return HttpResponseRedirect(back)
    asked = request.GET.get("lang", "")
    lang = asked if asked in dict(settings.LANGUAGES) else translation.get_language() or "en"
    with translation.override(lang):
        return page.preview(request, json.loads(draft.body), sha256=draft.sha256, back=back)

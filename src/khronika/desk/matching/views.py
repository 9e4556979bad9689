"""Screens of matching: what contradicts itself, what waits, and who was judged one."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from khronika.desk.fields import say_error
from khronika.desk.gate import desk, marks, person, writing
from khronika.desk.matching.queue import waiting
from khronika.desk.matching.said import disagreements, groups
from khronika.desk.report.known import judge
from khronika.desk.typed import say_refusal
from khronika.errors import KhronikaError
from khronika.record.access import may
from khronika.record.models import Party

MOST_REASON = 500
"""Letters of a reason."""


@desk("see")
@require_safe
def matching(request: HttpRequest) -> HttpResponse:
    """Show what contradicts itself, who may be one, and who was judged one."""
    said = request.GET.get("before", "")
    before = int(said) if said.isascii() and said.isdigit() and len(said) < 16 else 0
    page = waiting(before)
    context = {
        "disagreements": disagreements(),
        "asked": page.asked,
        "older": page.older,
        "before": before,
        "groups": [] if before else groups(),
        "may_judge": bool(may(person(request).actor, "match")),
        "here": "matching",
        **marks(),
    }
    return render(request, "desk/matching/matching.html", context)


@desk("match")
@require_POST
def judge_pair(request: HttpRequest) -> HttpResponse:
    """Write what a person said of two parties, and lead back."""
    form = writing(request)
    verdict, party = request.POST.get("verdict", ""), request.POST.get("party", "")
    others = request.POST.getlist("other")
    known = set(Party.objects.filter(pk__in=[party, *others]).values_list("id", flat=True))
    if (
        verdict not in ("same", "different", "unsure")
        or not {party, *others} <= known
        or not others
    ):
        raise Http404("no such pair")
    try:
        if not form.was_written():
            judge(
                form, party, others, verdict, reason=request.POST.get("reason", "")[:MOST_REASON]
            )
            messages.success(request, _said(verdict))
    except KhronikaError as error:
        return say_refusal(request, say_error(error), reverse("desk:matching"))
    return HttpResponseRedirect(reverse("desk:matching"))


def _said(verdict: str) -> str:
    said = {
        "same": gettext("Judged the same. Readers see it once a second person has approved it."),
        "different": gettext("Judged two. Readers see it once a second person has approved it."),
        "unsure": gettext("Left open."),
    }
    return said[verdict]

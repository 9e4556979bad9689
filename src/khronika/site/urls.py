"""The public addresses of `record.md` section 5, below the language that i18n puts before them."""

from django.urls import path, re_path

from khronika.site import lists, views

app_name = "site"

NUMBER = r"(?P<number>[A-Z]{2}-\d{4}-\d{4,})"

urlpatterns = [
    path("", lists.home, name="home"),
    path("events/", lists.events, name="events"),
    re_path(r"^events/list\.(?P<form>csv|json)$", lists.events_file, name="events-file"),
    re_path(rf"^events/{NUMBER}/$", views.event, name="event"),
    re_path(rf"^events/{NUMBER}/record\.json$", views.event_json, name="event-json"),
    re_path(rf"^events/{NUMBER}/facts/(?P<fact>[\w.]+)/$", views.fact, name="fact"),
    re_path(
        rf"^events/{NUMBER}/packages/(?P<package>ev-[0-9A-Z]{{26}})\.zip$",
        views.package,
        name="package",
    ),
    path("people/<str:public_id>/", lists.party, name="party"),
    re_path(r"^countries/(?P<code>[A-Z]{2})/$", lists.country, name="country"),
    path("stories/", lists.stories, name="stories"),
    path("stories/<slug:slug>/", views.story, name="story"),
    path("letters/", lists.letters, name="letters"),
    path("letters/<int:number>/", views.letter, name="letter"),
    path("corrections/", lists.corrections, name="corrections"),
    path("feed.atom", lists.feed, name="feed"),
    path("how-we-work/", views.how, name="how"),
    path("data-protection/", views.protection, name="protection"),
]

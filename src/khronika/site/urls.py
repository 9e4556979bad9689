"""The public addresses of `record.md` section 5, below the language that i18n puts before them."""

from django.urls import path, re_path

from khronika.site.pages import (
    about,
    event,
    events,
    files,
    film,
    held,
    home,
    people,
    places,
    prose,
)

app_name = "site"

FILM = r"films/(?P<film>[0-9A-Z]{26})"
NUMBER = r"(?P<number>[A-Z]{2}-\d{4}-\d{4,})"

urlpatterns = [
    path("", home.home, name="home"),
    path("events/", events.events, name="events"),
    re_path(r"^events/list\.(?P<form>csv|json)$", files.events_file, name="events-file"),
    re_path(rf"^events/{NUMBER}/$", event.event, name="event"),
    re_path(rf"^events/{NUMBER}/record\.json$", event.event_json, name="event-json"),
    re_path(rf"^events/{NUMBER}/facts/(?P<fact>[\w.]+)/$", event.fact, name="fact"),
    re_path(rf"^events/{NUMBER}/{FILM}/$", event.film, name="film"),
    re_path(rf"^events/{NUMBER}/{FILM}/film$", film.stretch, name="stretch"),
    re_path(
        rf"^events/{NUMBER}/{FILM}/(?P<form>veiled|sharp)-(?P<at>[0-9]{{1,9}})\.jpg$",
        film.still,
        name="still",
    ),
    re_path(
        rf"^events/{NUMBER}/packages/(?P<package>ev-[0-9A-Z]{{26}})\.zip$",
        event.package,
        name="package",
    ),
    path("held/", held.held, name="held"),
    path("countries/", places.countries, name="countries"),
    path("people/<str:public_id>/", people.party, name="party"),
    re_path(r"^countries/(?P<code>[A-Z]{2})/$", places.country, name="country"),
    path("stories/", prose.stories, name="stories"),
    path("stories/<slug:slug>/", prose.story, name="story"),
    path("letters/", prose.letters, name="letters"),
    path("letters/<int:number>/", prose.letter, name="letter"),
    path("corrections/", about.corrections, name="corrections"),
    path("feed.atom", files.feed, name="feed"),
    path("how-we-work/", about.how, name="how"),
    path("data-protection/", about.protection, name="protection"),
]

"""Addresses of the films and pictures of a report, and of their sheets."""

from django.urls import path, re_path

from khronika.desk.sheets import same, views

_SHEET = r"^reports/(?P<report>[0-9A-Z]{26})/films/(?P<sha256>[0-9a-f]{64})/"

urlpatterns = [
    path("reports/<str:report>/films/", views.films, name="films"),
    re_path(rf"{_SHEET}$", views.sheet, name="sheet"),
    re_path(rf"{_SHEET}same$", same.same, name="sheet-same"),
    re_path(rf"{_SHEET}film$", views.film, name="sheet-film"),
    re_path(
        rf"{_SHEET}(?P<form>veiled|sharp)-(?P<name>whole|\d{{1,12}})\.jpg$",
        views.still,
        name="sheet-still",
    ),
]

"""Addresses of redacted copies."""

from django.urls import path, re_path

from khronika.desk.redacting import views

urlpatterns = [
    re_path(
        r"^reports/(?P<report>[0-9A-Z]{26})/films/(?P<sha256>[0-9a-f]{64})/redact$",
        views.asking,
        name="redact",
    ),
    path("redactions/<str:copy>/", views.one, name="redaction"),
    path("redactions/<str:copy>/sheet.png", views.contact_sheet, name="redaction-sheet"),
    path("redactions/<str:copy>/copy", views.copy_bytes, name="redaction-copy"),
]

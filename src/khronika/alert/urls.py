"""Addresses of the pages of this room (`record.md` section 5: `/u/{token}` never changes)."""

from django.urls import path

from khronika.alert import views

app_name = "alert"
urlpatterns = [
    path("u/<str:token>", views.leave_page, name="leave"),
    path("subscribe/<str:token>", views.confirm_page, name="confirm"),
]
in_language = [path("subscribe/", views.subscribe_page, name="subscribe")]
"""Those below the language that i18n puts before them, under the namespace `letters`."""

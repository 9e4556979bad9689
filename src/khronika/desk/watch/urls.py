"""Addresses of Watch at the desk, below `/desk/`."""

from django.urls import path

from khronika.desk.watch import views

urlpatterns = [
    path("watch/", views.watch, name="watch"),
    path("watch/sources/<str:source>/", views.source, name="watch-source"),
    path("watch/sources/<str:source>/set/", views.set_source, name="watch-set"),
    path("watch/reports/<str:report>/", views.watch_page, name="watch-page"),
    path("watch/looks/<str:look>/", views.look, name="watch-look"),
    path("watch/looks/<str:look>/seen/", views.seen, name="watch-seen"),
    path("watch/packages/ev-<str:package>.zip", views.package, name="watch-package"),
]

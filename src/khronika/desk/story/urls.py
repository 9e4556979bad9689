"""Addresses of stories at the desk, below `/desk/`."""

from django.urls import path

from khronika.desk.story import views

urlpatterns = [
    path("stories/", views.stories, name="stories"),
    path("stories/files/<str:name>", views.private_file, name="story-file"),
    path("stories/<str:draft>/ask/", views.ask, name="story-ask"),
    path("stories/<str:draft>/translate/", views.translate, name="story-translate"),
]

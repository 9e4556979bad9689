"""Addresses of matching at the desk, below `/desk/`."""

from django.urls import path

from khronika.desk.matching import views

urlpatterns = [
    path("matching/", views.matching, name="matching"),
    path("matching/judge/", views.judge_pair, name="judge"),
]

"""Addresses of the register at the desk, below `/desk/`."""

from django.urls import path

from khronika.desk.bodies import views

urlpatterns = [
    path("bodies/", views.bodies, name="bodies"),
    path("bodies/new/", views.body, name="body-new"),
    path("bodies/<slug:body>/", views.body, name="body"),
]

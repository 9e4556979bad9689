"""Addresses of erasing, below `/desk/`."""

from django.urls import path

from khronika.desk.erasing import views

urlpatterns = [
    path("erasing/", views.erasing, name="erasing"),
    path("erasing/<str:erasure>/", views.one, name="erasure"),
    path("erasing/<str:erasure>/letter/", views.letter, name="erasure-letter"),
]

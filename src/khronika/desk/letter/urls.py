"""Addresses of letters at the desk, below `/desk/`."""

from django.urls import path

from khronika.desk.letter import views

urlpatterns = [
    path("letters/", views.letters, name="letters"),
    path("letters/<str:letter>/send/", views.send, name="letter-send"),
    path("letters/<str:letter>/<str:lang>/", views.letter, name="letter"),
    path("letters/<str:letter>/<str:lang>/text/", views.letter_text, name="letter-text"),
    path("letters/<str:letter>/<str:lang>/letter.html", views.letter_html, name="letter-html"),
]

"""Address of the screen that says what keeps a package closed."""

from django.urls import path

from khronika.desk.opening import views

urlpatterns = [path("reports/<str:report>/package/", views.opening, name="opening")]

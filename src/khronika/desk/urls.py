"""Addresses of the desk; the public site has none of them."""

from django.contrib.auth.views import LoginView, LogoutView
from django.urls import path

from khronika.desk import inbox, review, second

app_name = "desk"

urlpatterns = [
    path("", inbox.inbox, name="inbox"),
    path("new/", inbox.new_report, name="new"),
    path("reports/<str:report>/", review.report, name="report"),
    path("reports/<str:report>/act/", review.act_on, name="act"),
    path("second/", second.queue, name="queue"),
    path("second/<str:bundle>/", second.bundle, name="bundle"),
    path("sign-in/", LoginView.as_view(template_name="desk/sign_in.html"), name="sign-in"),
    path("sign-out/", LogoutView.as_view(next_page="desk:sign-in"), name="sign-out"),
]

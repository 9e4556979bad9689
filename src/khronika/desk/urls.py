"""Addresses of the desk; the public site has none of them."""

from django.contrib.auth.views import LoginView, LogoutView
from django.urls import path

from khronika.desk.arrival import views as arrival
from khronika.desk.letter.urls import urlpatterns as of_letters
from khronika.desk.report import views as report
from khronika.desk.seconding import views as seconding
from khronika.desk.story.urls import urlpatterns as of_stories

app_name = "desk"

urlpatterns = [
    path("", arrival.inbox, name="inbox"),
    path("take/", arrival.take, name="take"),
    path("new/", arrival.new_report, name="new"),
    path("new/<str:intake_id>/", arrival.arriving, name="arriving"),
    path("reports/<str:report>/", report.report, name="report"),
    path("reports/<str:report>/act/", report.act_on, name="act"),
    path("reports/<str:report>/known/", report.known_already, name="known"),
    path("reports/<str:report>/fix/<str:fact>/", report.fix, name="fix"),
    path("facts/<str:fact>/", seconding.fact_history, name="history"),
    path("second/", seconding.queue, name="queue"),
    path("second/<str:bundle>/", seconding.bundle, name="bundle"),
    *of_letters,
    *of_stories,
    path("sign-in/", LoginView.as_view(template_name="desk/sign_in.html"), name="sign-in"),
    path("sign-out/", LogoutView.as_view(next_page="desk:sign-in"), name="sign-out"),
]

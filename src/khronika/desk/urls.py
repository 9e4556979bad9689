"""Addresses of the desk; the public site has none of them."""

from allauth.account.views import login, logout
from django.urls import path

from khronika.desk.account import kept, keys, language, nav
from khronika.desk.account import people as account
from khronika.desk.arrival import views as arrival
from khronika.desk.bodies.urls import urlpatterns as of_bodies
from khronika.desk.erasing.urls import urlpatterns as of_erasures
from khronika.desk.letter.urls import urlpatterns as of_letters
from khronika.desk.matching.urls import urlpatterns as of_matching
from khronika.desk.opening.urls import urlpatterns as of_openings
from khronika.desk.redacting.urls import urlpatterns as of_copies
from khronika.desk.report import views as report
from khronika.desk.seconding import preview
from khronika.desk.seconding import views as seconding
from khronika.desk.sheets.urls import urlpatterns as of_sheets
from khronika.desk.story.urls import urlpatterns as of_stories
from khronika.desk.watch.urls import urlpatterns as of_watch

app_name = "desk"

urlpatterns = [
    path("", arrival.inbox, name="inbox"),
    path("home/", nav.home, name="home"),
    path("keys/", keys.settings_of_keys, name="keys"),
    path("keys/all/", keys.help_with_keys, name="keys-help"),
    path("kept/", kept.kept, name="kept"),
    path("take/", arrival.take, name="take"),
    path("new/", arrival.new_report, name="new"),
    path("new/<str:intake_id>/", arrival.arriving, name="arriving"),
    path("reports/<str:report>/", report.report, name="report"),
    path("reports/<str:report>/act/", report.act_on, name="act"),
    path("reports/<str:report>/acts/<str:act>/", report.one_act, name="one-act"),
    path("reports/<str:report>/complete/", arrival.complete, name="complete"),
    path("reports/<str:report>/known/", report.known_already, name="known"),
    path("reports/<str:report>/fix/<str:fact>/", report.fix, name="fix"),
    path("reports/<str:report>/preview/<str:event>/", preview.of_event, name="preview"),
    path("facts/<str:fact>/", seconding.fact_history, name="history"),
    path("second/", seconding.queue, name="queue"),
    path("second/<str:bundle>/", seconding.bundle, name="bundle"),
    path("second/<str:bundle>/preview/", preview.of_bundle, name="bundle-preview"),
    *of_bodies,
    *of_copies,
    *of_erasures,
    *of_letters,
    *of_matching,
    *of_openings,
    *of_sheets,
    *of_stories,
    *of_watch,
    path("language/", language.choose, name="language"),
    path("sign-in/", login, name="sign-in"),
    path("sign-out/", logout, name="sign-out"),
    path("people/", account.people, name="people"),
    path("welcome/<str:user_id>/<str:token>/", account.welcome, name="welcome"),
]

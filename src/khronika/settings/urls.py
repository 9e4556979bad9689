"""Every address of the office: the public site and the letters; rooms add theirs here."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.urls import URLPattern, URLResolver, include, path
from wagtail.admin import urls as wagtail_urls

from khronika.alert.urls import in_language
from khronika.site.pages.kept import file

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("khronika.alert.urls")),
    path("desk/prose/", include(wagtail_urls)),
    path("desk/account/", include("khronika.desk.account.urls")),
    path("desk/", include("khronika.desk.urls")),
    path("files/<str:sha256>", file, name="file"),
    *i18n_patterns(
        path("", include((in_language, "letters"))),
        path("", include("khronika.site.urls")),
    ),
]

if settings.MODE == "demo":
    urlpatterns.insert(0, path("mailbox/", include("khronika.demo.mailbox")))

handler400 = "khronika.desk.limits.unreadable"
handler404 = "khronika.desk.limits.missing"
handler500 = "khronika.desk.limits.failed"

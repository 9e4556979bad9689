"""Makes the public pages a Django application without tables."""

from django.apps import AppConfig


class SiteConfig(AppConfig):
    """The application `site`."""

    name = "khronika.site"
    label = "site"
    verbose_name = "public site"

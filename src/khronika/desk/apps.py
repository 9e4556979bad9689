"""Makes the editors' screens a Django application."""

from django.apps import AppConfig


class DeskConfig(AppConfig):
    """The application `desk`."""

    name = "khronika.desk"
    label = "desk"
    verbose_name = "desk"

"""Tells Django about the tables of public documents."""

from django.apps import AppConfig


class PublicConfig(AppConfig):
    """The app `public`: documents, index rows, search."""

    name = "khronika.record.public"
    label = "public"
    verbose_name = "Public documents"
    default_auto_field = "django.db.models.BigAutoField"

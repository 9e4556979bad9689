"""Registers the room with Django under the label `alert`."""

from django.apps import AppConfig


class Alert(AppConfig):
    """Subscribers, letters and their deliveries."""

    name = "khronika.alert"
    label = "alert"
    default_auto_field = "django.db.models.BigAutoField"

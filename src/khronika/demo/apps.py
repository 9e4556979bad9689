"""Registers the demo's pages with Django; only the settings of a demo install it."""

from django.apps import AppConfig


class Demo(AppConfig):
    """The mailbox as pages."""

    name = "khronika.demo"
    label = "demo"

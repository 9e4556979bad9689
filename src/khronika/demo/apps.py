"""Registers the demo's pages with Django; only the settings of a demo install it."""

from django.apps import AppConfig


class Demo(AppConfig):
    """The mailbox as pages, and the name of the samples' country."""

    name = "khronika.demo"
    label = "demo"

    def ready(self) -> None:
        """Name the invented country of the samples, in the demo and nowhere else."""
        from khronika.data.vocabulary import name_invented
        from khronika.demo.sample import country

        name_invented(*country())

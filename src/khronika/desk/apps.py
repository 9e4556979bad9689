"""Makes the editors' screens a Django application."""

from django.apps import AppConfig


class DeskConfig(AppConfig):
    """The application `desk`."""

    name = "khronika.desk"
    label = "desk"
    verbose_name = "desk"

    def ready(self) -> None:
        """Have what the desk keeps of words covered with every erasure."""
        from khronika.desk.forgetting import cover_names
        from khronika.record.erasure import KEEPERS

        if cover_names not in KEEPERS:
            KEEPERS.append(cover_names)

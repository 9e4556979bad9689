"""Makes the editors' screens a Django application."""

from django.apps import AppConfig


class DeskConfig(AppConfig):
    """The application `desk`."""

    name = "khronika.desk"
    label = "desk"
    verbose_name = "desk"

    def ready(self) -> None:
        """Count each sign-in from its beginning; cover what the desk keeps of erased words."""
        from django.contrib.auth.signals import user_logged_in

        from khronika.desk.account.sessions import begin
        from khronika.desk.forgetting import cover_names
        from khronika.record.erasure import KEEPERS

        if cover_names not in KEEPERS:
            KEEPERS.append(cover_names)
        user_logged_in.connect(begin, dispatch_uid="khronika.desk.account.sessions")

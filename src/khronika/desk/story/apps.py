"""Makes the drafting of stories a Django application."""

from django.apps import AppConfig


class StoryConfig(AppConfig):
    """The application `story`: drafts and what they show, in the desk."""

    name = "khronika.desk.story"
    label = "story"
    verbose_name = "stories"

    def ready(self) -> None:
        """Let an erasure reach what drafts hold."""
        from khronika.desk.story.models import cover_names
        from khronika.record.erasure import KEEPERS

        if cover_names not in KEEPERS:
            KEEPERS.append(cover_names)

"""Makes the drafting of stories a Django application."""

from django.apps import AppConfig


class StoryConfig(AppConfig):
    """The application `story`: drafts and what they show, in the desk."""

    name = "khronika.desk.story"
    label = "story"
    verbose_name = "stories"

    def ready(self) -> None:
        """Let an erasure reach what drafts hold, and approvals know who saved them."""
        from khronika.desk.story.models import cover_names
        from khronika.desk.story.second import hands_of_text
        from khronika.record.approval import HANDS
        from khronika.record.erasure import KEEPERS

        if cover_names not in KEEPERS:
            KEEPERS.append(cover_names)
        if hands_of_text not in HANDS:
            HANDS.append(hands_of_text)

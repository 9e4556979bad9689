"""Makes the drafting of stories a Django application."""

from django.apps import AppConfig


class StoryConfig(AppConfig):
    """The application `story`: drafts and what they show, in the desk."""

    name = "khronika.desk.story"
    label = "story"
    verbose_name = "stories"

"""Puts the triggers of public documents in place again: an erasure is compared leaf by leaf.

The rules before compared the ids of facts only, so that an `erase` line written past the program
could change words. Nothing is undone backwards: the older text was weaker, not other.
"""

from django.db import migrations

from khronika.record.public.migrations._triggers import install_again


class Migration(migrations.Migration):
    """After the first texts of the triggers."""

    dependencies = [("public", "0002_search_and_triggers")]

    operations = [migrations.RunPython(install_again, migrations.RunPython.noop)]

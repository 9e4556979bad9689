"""Puts the triggers of public documents in place again: an erasure may close a package.

On PostgreSQL the rule before took the words that say so for something added. Nothing is undone
backwards: the older text let less through.
"""

from django.db import migrations

from khronika.record.public.migrations._triggers import install_again


class Migration(migrations.Migration):
    """After the lists got their index."""

    dependencies = [("public", "0004_lists_by_their_index")]

    operations = [migrations.RunPython(install_again, migrations.RunPython.noop)]

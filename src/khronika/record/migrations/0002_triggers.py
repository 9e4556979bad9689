"""Puts the triggers of the ledger in place (`_triggers.py`)."""

from django.db import migrations

from khronika.record.migrations._triggers import install, remove


class Migration(migrations.Migration):
    """After the first tables, before the first entry."""

    dependencies = [("record", "0001_initial")]

    operations = [migrations.RunPython(install, remove)]

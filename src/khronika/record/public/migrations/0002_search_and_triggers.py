"""Puts full-text search and the rules behind public documents in place (`_triggers.py`)."""

from django.db import migrations

from khronika.record.public.migrations._triggers import install, remove


class Migration(migrations.Migration):
    """After the tables, and after the publications that the rules read."""

    dependencies = [("public", "0001_initial"), ("record", "0002_triggers")]

    operations = [migrations.RunPython(install, remove)]

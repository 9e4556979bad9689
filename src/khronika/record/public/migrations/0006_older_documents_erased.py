"""Puts the triggers of public documents in place again: older documents can be erased from.

An erasure writes a document in the newest schema; on PostgreSQL the rule before took the number of
that schema for something added. Nothing is undone backwards: the older text let less through.
"""

from django.db import migrations

from khronika.record.public.migrations._triggers import install_again


class Migration(migrations.Migration):
    """After closed packages."""

    dependencies = [("public", "0005_closed_packages")]

    operations = [migrations.RunPython(install_again, migrations.RunPython.noop)]

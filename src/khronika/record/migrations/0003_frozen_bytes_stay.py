"""Puts the ledger's triggers in place again: frozen bytes of what stands in public stay.

What verify compares a public document with cannot be deleted unless the same line replaces the
document. Nothing is undone backwards: the older text was weaker, not other.
"""

from django.db import migrations

from khronika.record.migrations._triggers import install


class Migration(migrations.Migration):
    """After the first texts of the triggers."""

    dependencies = [("record", "0002_triggers")]

    operations = [migrations.RunPython(install, migrations.RunPython.noop)]

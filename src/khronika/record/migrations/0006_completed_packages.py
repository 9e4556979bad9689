"""A report may have several packages: one that broke off, and those that complete it.

What stands is filled from the ledger, as a rebuild would: each package came with the first
`receive` of its report.
"""

import json

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def fill(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """Write down which entry brought each package."""
    entry, evidence = apps.get_model("record", "Entry"), apps.get_model("record", "Evidence")
    first = entry.objects.using(editor.connection.alias).filter(kind="receive", v=1)
    for seq, payload in first.values_list("seq", "payload").iterator():
        package = json.loads(payload)["package"]
        if package:
            evidence.objects.using(editor.connection.alias).filter(pk=package).update(seq=seq)


class Migration(migrations.Migration):
    """After the keys of each name; the table has no trigger."""

    dependencies = [("record", "0005_keys_of_each_name")]

    operations = [
        migrations.AddField("evidence", "completes", models.CharField(max_length=26, null=True)),
        migrations.AddField("evidence", "whole", models.BooleanField(null=True)),
        migrations.AddField(
            "evidence", "media", models.TextField(default="[]"), preserve_default=False
        ),
        migrations.AddField(
            "evidence", "seq", models.BigIntegerField(default=0), preserve_default=False
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]

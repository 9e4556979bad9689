"""Adds to each act on show the kinds of whoever is said to have acted, and fills it.

The rows of documents that stand already are computed from their bytes, as all index rows are.
"""

from django.db import migrations, models

from khronika.record.public.index import index_rows
from khronika.record.public.migrations._triggers import install_again
from khronika.record.public.schema import parse


def fill(apps, schema_editor):
    """Write the kinds of every act that a standing document shows."""
    document = apps.get_model("public", "Document")
    row = apps.get_model("public", "ActRow")
    using = schema_editor.connection.alias
    shown = document.objects.using(using).filter(kind="event")
    for one in shown.only("pk", "body").iterator(chunk_size=100):
        for act in index_rows(parse(one.body)).acts:
            if act["doers"]:
                standing = row.objects.using(using).filter(document_id=one.pk, act=act["act"])
                standing.update(doers=act["doers"])


class Migration(migrations.Migration):
    """After older documents can be erased from."""

    dependencies = [("public", "0006_older_documents_erased")]

    operations = [
        migrations.AddField(
            model_name="actrow", name="doers", field=models.TextField(null=True)
        ),
        migrations.RunPython(install_again, migrations.RunPython.noop),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]

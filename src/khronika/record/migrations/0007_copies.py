"""A redacted copy knows privately what it was made from, and what reached it since.

Nothing is filled: no line before this version says either.
"""

from django.db import migrations, models


class Migration(migrations.Migration):
    """After the completed packages; the table has no trigger."""

    dependencies = [("record", "0006_completed_packages")]

    operations = [
        migrations.AddField(
            "evidence", "copy_of", models.CharField(max_length=26, null=True, db_index=True)
        ),
        migrations.AddField("evidence", "parent", models.CharField(max_length=64, null=True)),
        migrations.AddField("evidence", "reached", models.BigIntegerField(null=True)),
    ]

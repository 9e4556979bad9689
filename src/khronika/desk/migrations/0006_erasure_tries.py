"""Counts how often a worker began an erasure and did not end."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """One number more for each erasure."""

    dependencies = [
        ("desk", "0005_erasure"),
    ]

    operations = [
        migrations.AddField(
            model_name="erasure",
            name="tries",
            field=models.IntegerField(default=0),
        ),
    ]

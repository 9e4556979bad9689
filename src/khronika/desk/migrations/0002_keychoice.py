"""Makes the table of keys that people chose."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """The keys of an account."""

    dependencies = [("desk", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="KeyChoice",
            fields=[
                ("person", models.CharField(max_length=26, primary_key=True, serialize=False)),
                ("is_off", models.BooleanField(default=False)),
                ("chosen", models.JSONField(default=dict)),
            ],
            options={"db_table": "desk_keys"},
        ),
    ]

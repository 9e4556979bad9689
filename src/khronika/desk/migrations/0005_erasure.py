"""Makes the table of erasures that are asked for at the desk."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """One row an erasure."""

    dependencies = [
        ("desk", "0004_redaction"),
    ]

    operations = [
        migrations.CreateModel(
            name="Erasure",
            fields=[
                ("id", models.CharField(max_length=26, primary_key=True, serialize=False)),
                ("subject", models.CharField(db_index=True, max_length=40)),
                ("person", models.CharField(max_length=26)),
                ("officer", models.CharField(default="", max_length=26)),
                ("ground", models.CharField(default="", max_length=16)),
                (
                    "step",
                    models.CharField(
                        choices=[
                            ("asked", "Asked"),
                            ("planning", "Planning"),
                            ("planned", "Planned"),
                            ("confirmed", "Confirmed"),
                            ("erasing", "Erasing"),
                            ("erased", "Erased"),
                            ("refused", "Refused"),
                        ],
                        default="asked",
                        max_length=10,
                    ),
                ),
                ("moved_at", models.DateTimeField()),
                ("plan", models.JSONField(null=True)),
                ("is_anew", models.BooleanField(default=False)),
                ("phase", models.CharField(default="", max_length=10)),
                ("done", models.IntegerField(default=0)),
                ("of", models.IntegerField(default=0)),
                ("seq", models.BigIntegerField(null=True)),
                ("problem", models.TextField(default="")),
            ],
            options={
                "db_table": "desk_erasure",
            },
        ),
    ]

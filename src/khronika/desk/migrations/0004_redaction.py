"""Makes the table of redacted copies that are asked for at the desk."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """One row a copy."""

    dependencies = [
        ("desk", "0003_watch"),
    ]

    operations = [
        migrations.CreateModel(
            name="Redaction",
            fields=[
                ("id", models.CharField(max_length=26, primary_key=True, serialize=False)),
                ("report", models.CharField(db_index=True, max_length=26)),
                ("sha256", models.CharField(max_length=64)),
                ("person", models.CharField(max_length=26)),
                ("second", models.CharField(default="", max_length=26)),
                ("plan", models.JSONField()),
                (
                    "step",
                    models.CharField(
                        choices=[
                            ("waiting", "Waiting"),
                            ("working", "Working"),
                            ("made", "Made"),
                            ("offered", "Offered"),
                            ("approved", "Approved"),
                            ("back", "Back"),
                            ("refused", "Refused"),
                        ],
                        default="waiting",
                        max_length=10,
                    ),
                ),
                ("moved_at", models.DateTimeField()),
                ("share", models.IntegerField(default=0)),
                ("is_painting", models.BooleanField(default=False)),
                ("problem", models.TextField(default="")),
                ("package", models.CharField(default="", max_length=26)),
                ("head", models.CharField(default="", max_length=64)),
                ("copy", models.CharField(db_index=True, default="", max_length=26)),
                ("copy_sha256", models.CharField(default="", max_length=64)),
                ("milliseconds", models.IntegerField(null=True)),
                ("width", models.IntegerField(null=True)),
                ("height", models.IntegerField(null=True)),
            ],
            options={
                "db_table": "desk_redaction",
            },
        ),
    ]

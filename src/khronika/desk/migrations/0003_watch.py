"""Makes the tables of what is watched: sources, their items, later looks at these."""

from django.db import migrations, models

_STATES = [
    ("waiting", "Waiting"), ("watched", "Watched"), ("kept", "Kept"), ("old", "Old"),
    ("refused", "Refused"), ("ended", "Ended"),
]  # fmt: skip


def _ulid(*, primary_key: bool = False, db_index: bool = False) -> models.CharField:  # type: ignore[type-arg]
    if primary_key:
        return models.CharField(max_length=26, primary_key=True, serialize=False)
    return models.CharField(default="", max_length=26, db_index=db_index)


class Migration(migrations.Migration):
    """What is watched."""

    dependencies = [("desk", "0002_keychoice")]

    operations = [
        migrations.CreateModel(
            name="WatchSource",
            fields=[
                ("id", _ulid(primary_key=True)),
                ("title", models.CharField(max_length=200)),
                ("address", models.TextField()),
                ("key", models.CharField(max_length=64, unique=True)),
                ("kind", models.CharField(default="", max_length=12)),
                ("every_minutes", models.IntegerField()),
                ("with_browser", models.BooleanField(default=False)),
                ("level", models.CharField(default="restricted", max_length=16)),
                ("is_paused", models.BooleanField(default=False)),
                ("person", models.CharField(max_length=26)),
                ("added_at", models.DateTimeField()),
                ("asked_at", models.DateTimeField(null=True)),
                ("next_at", models.DateTimeField()),
                ("failures", models.IntegerField(default=0)),
                ("answer", models.CharField(default="", max_length=40)),
                ("told", models.JSONField(default=dict)),
                ("cursor", models.IntegerField(default=0)),
                ("is_settled", models.BooleanField(default=False)),
            ],
            options={"db_table": "desk_watch_source"},
        ),
        migrations.CreateModel(
            name="WatchItem",
            fields=[
                ("key", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("source", models.CharField(db_index=True, max_length=26)),
                ("address", models.TextField(default="")),
                ("state", models.CharField(choices=_STATES, default="waiting", max_length=8)),
                ("found_at", models.DateTimeField()),
                ("package", _ulid()),
                ("base", _ulid()),
                ("report", _ulid(db_index=True)),
                ("captured_at", models.DateTimeField(null=True)),
                ("looked_at", models.DateTimeField(null=True)),
                ("next_at", models.DateTimeField(db_index=True, null=True)),
                ("is_gone", models.BooleanField(default=False)),
                ("failures", models.IntegerField(default=0)),
                ("problem", models.CharField(default="", max_length=40)),
            ],
            options={"db_table": "desk_watch_item"},
        ),
        migrations.CreateModel(
            name="WatchLook",
            fields=[
                ("id", _ulid(primary_key=True)),
                ("item", models.CharField(db_index=True, max_length=64)),
                ("at", models.DateTimeField()),
                ("package", _ulid()),
                ("head", models.CharField(default="", max_length=64)),
                ("against", _ulid()),
                ("verdict", models.CharField(max_length=12)),
                ("why", models.CharField(default="", max_length=40)),
                ("is_flag", models.BooleanField(db_index=True, default=False)),
                ("reports", models.TextField(default="")),
                ("seen", _ulid()),
            ],
            options={"db_table": "desk_watch_look"},
        ),
        migrations.AddField(model_name="intake", name="completes", field=_ulid()),
    ]

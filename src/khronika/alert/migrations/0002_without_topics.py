"""The countries that a reader might have asked for go: no form ever took them, no letter minded."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("alert", "0001_initial")]

    operations = [migrations.RemoveField(model_name="subscriber", name="topics")]

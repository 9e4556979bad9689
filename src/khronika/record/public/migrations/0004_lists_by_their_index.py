"""Lets lists filter by day and certainty without touching the documents' bytes."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """Trade the index of days for one that holds everything a list is filtered by."""

    dependencies = [("public", "0003_erasures_only_take_away")]

    operations = [
        migrations.RemoveIndex(model_name="document", name="public_document_day"),
        migrations.AddIndex(
            model_name="document",
            index=models.Index(
                fields=["level", "kind", "starts", "ends", "certainty"],
                name="public_document_list",
            ),
        ),
    ]

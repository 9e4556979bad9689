"""Opens the office of `KHRONIKA_HOME`: settings, tables, and nobody of a demo."""

import os
import sys


def open_office(*, migrate: bool = False) -> None:
    """Set Django up for the settings in the environment.

    Args:
        migrate: bring the tables to what this version needs first.

    Raises:
        DemoPeoplePresent: the mode is production, and people of a demo could sign in.
        RecordDamaged: there is no record in this home yet.
        TablesOlder: the tables are those of another version (or `TablesNewer`).
        BackupRestored: a backup brought back what had been erased.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "khronika.settings")
    import django
    from django.conf import settings
    from django.core.management import call_command

    from khronika.seal.home import is_open_to_others, make_home

    make_home(settings.HOME)
    if is_open_to_others(settings.HOME):
        line = f"others on this machine can read {settings.HOME}; run: chmod -R o= {settings.HOME}"
        sys.stderr.write(f"khronika: {line}\n")
    settings.STATIC_ROOT.mkdir(exist_ok=True)  # files come from the rooms; whitenoise wants it
    django.setup()
    if migrate:
        call_command("migrate", verbosity=0, interactive=False)
    from khronika.record.command import open_record

    open_record()
    from khronika.flow.people import refuse_demo_people
    from khronika.record.restoring import refuse_returned

    refuse_demo_people(settings.MODE)
    refuse_returned()

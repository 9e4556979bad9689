"""What a WSGI server (gunicorn) runs: the whole office, site and desk (PEP 3333)."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "khronika.settings")
application = get_wsgi_application()

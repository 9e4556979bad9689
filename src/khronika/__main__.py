"""Lets `python -m khronika` do what the `khronika` command does."""

import sys

from khronika.cli import main

sys.exit(main())

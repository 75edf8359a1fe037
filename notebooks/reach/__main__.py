"""``python -m reach``: the same as the command ``reach``."""

import sys

from reach.cli import main

sys.exit(main())

"""Published reach of messengers beside the timeline of restrictions: tables, measures, charts and figure kits.

Data flow one way: tables → measures → charts → kit → gallery; ``edition`` holds the parameters, ``run`` reruns the
notebooks. A notebook needs ``from reach import story`` and the modules it names.

What is worked on is the checkout that it is called in, or that the variable ``REACH_ROOT`` names, whichever checkout
the environment was made for: its package is the one that is imported.
"""

import os
from pathlib import Path


def _called_in() -> list[str]:
    """The package of the checkout that this is called in, where there is one."""
    try:
        start = Path(os.environ.get("REACH_ROOT") or Path.cwd()).resolve()
    except FileNotFoundError:  # the working folder is gone
        return []
    packages = (folder / "notebooks" / "reach" for folder in (start, *start.parents))
    return [str(package) for package in packages if (package / "paths.py").is_file()][:1]


__path__ = _called_in() or __path__

"""Pure functions from the tables to tidy frames with ``low``, ``high`` and ``basis``. No plotting, no files."""

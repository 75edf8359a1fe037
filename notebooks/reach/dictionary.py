"""``data/README.md``, made from the schema, and ``CHANGELOG.md``, made from the corrections."""

from reach import tables


def text() -> str:
    """The dictionary of all tables as Markdown; a test holds the committed file to it."""
    package, dates = tables.schema(), tables.read("restriction_dates")
    without = dates[dates["source_id"] == ""]
    bare, used = len(without), int((without["use"] == "yes").sum())
    lines = [
        "# Data\n",
        "This page is made from `datapackage.json` by `reach dictionary`. Change the schema, not this page.\n",
        f"{package['description']}\n",
        f"Last reviewed on {package['reviewed_on']}. Licence of our tables: CC BY 4.0; the figures and statements in",
        f"them were published by others. Every row names its page, but for {bare} of {len(dates)} dates in",
        f"restriction_dates.csv, of which {used} {'is' if used == 1 else 'are'} in use; sheets mark them.\n",
        "How the tables work:\n",
        "- Files are CSV in UTF-8 with commas. A spreadsheet may add a byte-order mark and CRLF; semicolons between",
        "  cells and thousands separators are errors. `make check` names file, line, column, value and rule.",
        "- Blank means unknown, never zero. Lists inside a cell are joined by semicolons without spaces.",
        "- Days are written 2025-08-13. A claim that names only a month spans the month in `earliest` and `latest`.",
        "- `known_by` is the latest day by which something was public; an edition as of a day uses nothing later.",
        "- `note` and `dispute` are printed as they stand; `internal_note` never is.\n",
        "| table | rows are | rows |",
        "| --- | --- | --- |",
    ]
    for resource in package["resources"]:
        rows = len(tables.read(resource["name"]))
        lines.append(f"| [{resource['path']}](#{resource['name']}) | {resource['description']} | {rows} |")
    for resource in package["resources"]:
        key = resource["schema"]["primaryKey"]
        lines += [f"\n## {resource['name']}\n", f"{resource['description']}\n", f"Key: `{key}`.\n"]
        lines += ["| column | type | meaning | allowed | blank means |", "| --- | --- | --- | --- | --- |"]
        keys = {k["fields"]: k["reference"] for k in resource["schema"].get("foreignKeys", ())}
        for field in resource["schema"]["fields"]:
            lines.append("| " + " | ".join(_row(field, keys.get(field["name"]))) + " |")
    return "\n".join(lines) + "\n"


def changelog() -> str:
    """All corrections as Markdown, newest first, by day and table; a test holds the committed file to it."""
    made = tables.read("corrections").sort_values(["date", "correction_id"], ascending=[False, True])
    lines = [
        "# Corrections\n",
        "This page is made from `data/corrections.csv` by `reach dictionary`. An edition as of a day shows what stood",
        "there before the corrections made later.",
    ]
    for (day, table), rows in made.groupby(["date", "table"], sort=False):
        if f"## {day:%Y-%m-%d}" not in lines:
            lines += ["", f"## {day:%Y-%m-%d}"]
        lines += ["", f"### {table}", ""]
        for row in rows.itertuples():
            why = f"{row.reason.rstrip('.')}; {_said(row.source_id)}"
            lines.append(f"- `{row.row}`, {row.field}: {_said(row.old)} → {_said(row.new)} ({why})")
    return "\n".join(lines) + "\n"


def _said(cell: str) -> str:
    return f"“{cell}”" if " " in cell else f"`{cell}`" if cell else "blank"


def _row(field: dict, key: dict | None) -> list[str]:
    limits = field.get("constraints", {})
    allowed = []
    if "enum" in limits:
        allowed.append(", ".join(limits["enum"]))
    if key:
        allowed.append(f"`{key['fields']}` of {key['resource']}")
    if pointer := field.get("itemReference"):
        allowed.append(f"`{pointer[1]}` of {pointer[0]}, joined by `{field['itemSeparator']}`")
    if "minimum" in limits:
        allowed.append(f"{limits['minimum']} or more")
    if "maximum" in limits:
        allowed.append(f"{limits['maximum']} or less")
    kind = field["type"] + (f", {field['unit']}" if "unit" in field else "")
    blank = "never blank" if limits.get("required") else field.get("blank", "")
    return [f"`{field['name']}`", kind, _cell(field["description"]), _cell("; ".join(allowed)), _cell(blank)]


def _cell(text: str) -> str:
    return text.replace("|", "\\|")

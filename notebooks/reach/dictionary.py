"""``data/README.md``, made from the schema."""

from reach import tables


def text() -> str:
    """The dictionary of all tables as Markdown; a test holds the committed file to it."""
    package = tables.schema()
    lines = [
        "# Data",
        "",
        "This page is made from `datapackage.json` by `reach dictionary`. Change the schema, not this page.",
        "",
        package["description"],
        "",
        f"Last reviewed on {package['reviewed_on']}. Licence of our tables: CC BY 4.0; the figures and statements in",
        "them were published by others, and every row names its page.",
        "",
        "How the tables work:",
        "",
        "- Files are CSV in UTF-8 with commas. A spreadsheet may add a byte-order mark and CRLF; semicolons between",
        "  cells and thousands separators are errors. `make check` names file, line, column, value and rule.",
        "- Blank means unknown, never zero. Lists inside a cell are joined by semicolons without spaces.",
        "- Days are written 2025-08-13. A claim that names only a month spans the month in `earliest` and `latest`.",
        "- `known_by` is the latest day by which something was public; an edition as of a day uses nothing later.",
        "- `note` and `dispute` are printed as they stand; `internal_note` never is.",
        "",
        "| table | rows are | rows |",
        "| --- | --- | --- |",
    ]
    for resource in package["resources"]:
        rows = len(tables.read(resource["name"]))
        lines.append(f"| [{resource['path']}](#{resource['name']}) | {resource['description']} | {rows} |")
    for resource in package["resources"]:
        lines += [
            "",
            f"## {resource['name']}",
            "",
            resource["description"],
            "",
            f"Key: `{resource['schema']['primaryKey']}`.",
            "",
        ]
        lines += ["| column | type | meaning | allowed | blank means |", "| --- | --- | --- | --- | --- |"]
        keys = {k["fields"]: k["reference"] for k in resource["schema"].get("foreignKeys", ())}
        for field in resource["schema"]["fields"]:
            lines.append("| " + " | ".join(_row(field, keys.get(field["name"]))) + " |")
    return "\n".join(lines) + "\n"


def _row(field: dict, key: dict | None) -> list[str]:
    limits = field.get("constraints", {})
    allowed = []
    if values := limits.get("enum") or limits.get("itemEnum"):
        allowed.append(", ".join(values))
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

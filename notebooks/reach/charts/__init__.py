"""Charts: one module per figure. Each turns frames into words, a matplotlib figure for print and a plotly figure.

A module has ``chart(edition) -> Chart``. Adding a figure is one module here and one cell in a notebook.
"""

#: Figures in the order of the story; others follow by name.
PARTS = {
    "lead": (
        "reach-against-restrictions",
        "two-audiences",
        "restriction-steps",
        "daily-use",
        "audiences-changed",
        "accounts-and-people",
        "who-called",
    ),
    "background": ("restriction-timeline", "who-said-what", "fraud-by-channel", "precedents", "other-countries"),
    "method": ("before-and-after", "days-at-each-depth", "who-uses-both", "sources-disagree", "choices-that-matter"),
}

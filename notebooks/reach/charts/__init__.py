"""Charts: one module per figure. Each turns frames into words, a matplotlib figure for print and a plotly figure.

A module has ``chart(edition) -> Chart``. Adding a figure is one module here and one cell in a notebook.
"""

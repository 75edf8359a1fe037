"""How a figure is described (:mod:`reach.draw.marks`) and drawn: laid out once a size, then set on paper or screen."""

"""Views of many things at once: in time, side by side, drawn."""

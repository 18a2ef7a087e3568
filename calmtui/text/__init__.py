"""Text: language, cleaning, widths, dates and durations."""

"""Drawings of figures as rows of cells. Pure: figures in, lines out, each for its columns.

Every number that is drawn stands in the words beside it; rises and falls have the same ink.
"""

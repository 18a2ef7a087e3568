"""Pages, pictures and rules of the house are as the program is."""

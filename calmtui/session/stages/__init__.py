"""The stages of a run: each gives its scene, takes events, and leads to the next."""

"""Scripts for those who work on calmtui."""

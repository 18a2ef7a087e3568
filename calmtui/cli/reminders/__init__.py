"""Reminders: what the computer's own scheduler is told, and the notification that it shows."""

"""A key for the urge: what each shell, tmux and desktop is told."""

"""How the department works, one module per concept: pure functions from frames to frames."""

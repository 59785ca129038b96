"""What the worker sees: the only home of flet."""

"""What the platform works out from records: levels, due dates, hours, likenesses. Pure functions, no I/O."""

"""What docs/performance.md quotes, runnable."""

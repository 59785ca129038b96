"""What the benchmarks stand on: processes, counted lines, records."""

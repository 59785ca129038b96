"""Set-up, demo, tests and pictures: what people run, not what they install."""

"""The pages of a centre, one module for each thing that staff do."""

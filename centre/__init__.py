"""A centre: street and district are the same program."""

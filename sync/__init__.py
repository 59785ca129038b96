"""Moving records one level up, and answers back down."""

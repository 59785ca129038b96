"""The tablet's notebook: encrypted SQLite, synchronous."""

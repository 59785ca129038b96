"""Keys and boxes: the only home of `cryptography`. No I/O."""

"""The hand-written part of both clients. The operations stand above it, in `_generated`."""

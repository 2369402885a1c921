"""What the native module imports when it needs it. Nothing here imports another part of the package."""

"""What `make generate` writes from the operation table. Do not edit."""

"""What `deploy/` says, read and run: no container engine, no second copy of any command."""

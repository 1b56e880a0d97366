"""The content of messages, and the meaning of users' texts: pure."""

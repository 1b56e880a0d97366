"""What a chat is shown of a job."""

"""What a chat shows of a job."""

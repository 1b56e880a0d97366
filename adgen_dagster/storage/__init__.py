"""Where takes are kept: folders and buckets, scratch space, and unreadable entries."""

"""Where takes lie: folders and buckets, scratch space, and what cannot be read."""

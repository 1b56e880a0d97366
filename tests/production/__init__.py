"""What a production stands on: PostgreSQL and an S3 server, started on loopback by the tests."""

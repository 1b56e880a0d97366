"""The examples of the guides in docs/; the tests run them."""

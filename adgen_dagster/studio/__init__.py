"""What gateways call: orders, decisions, prices and what a job looks like."""

"""What every asset of a job does around its own work: takes, approvals, calls, failures."""

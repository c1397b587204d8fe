"""Settlement messages under a policy that changes while they flow."""

"""What is said of configurations, compared with what the programs say or do."""

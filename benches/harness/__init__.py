"""What runs the benchmarks: environments, measured processes, workloads, the table."""

"""Each document read in a confined process of its own: the pool, the child, its limits, what goes over the wire."""

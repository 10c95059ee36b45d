"""The graph: its terms and IRIs, its releases, and the engines that answer queries on it."""

"""Measurements: the build by stage, and the server beside its peers on the same data.

`make bench` runs them all. They are bounded in time, touch this machine's loopback only, and no
test depends on a figure. Read ratios, not requests per second: machines differ and are noisy.
"""

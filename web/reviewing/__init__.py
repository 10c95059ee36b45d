"""The work of reviewers: what is open in a source, what was looked at, corrections."""

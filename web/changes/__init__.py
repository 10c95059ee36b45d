"""Record time: releases, what they changed, and every description as an earlier release has it."""

"""Definition files → frozen values: every fault of every file in one run, each at its line and column."""

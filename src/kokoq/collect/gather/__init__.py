"""All collected files of a period → observations: each file once, in several processes, in one order."""

"""A process of our own that can be killed: it runs what may hang, eat all memory or abort, and answers in bounds."""

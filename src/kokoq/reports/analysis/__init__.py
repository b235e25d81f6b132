"""One period read from every side, a sentence for each thing that can be said of it."""

"""The regulation itself, as a text that can be attached to an order."""

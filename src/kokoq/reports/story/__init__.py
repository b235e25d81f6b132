"""The story of one number, back to every cell that it was made from."""

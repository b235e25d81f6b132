"""What the results mean: points and levels, changes between periods, and the worked cases."""

"""The forms themselves: what is asked of whom, and the workbooks that ask it, with their live checks."""

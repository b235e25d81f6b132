"""Definitions examined as a whole, for the command line and for scripts: every fault of them, every case run.

``check`` tells what is wrong with catalogues and campaigns, ``trial`` what their worked cases came to.
"""

"""``python -m kokoq`` is the command line."""

from kokoq.cli import main

if __name__ == "__main__":
    main()

"""The program: ``python -m kokoq`` and the ``kokoq`` of the console, interrupted at any moment without a traceback."""

import sys


def main() -> None:
    """Run the command line of this process."""
    try:
        from kokoq import cli

        cli.main()
    except KeyboardInterrupt:
        sys.exit(_interrupted())


def _interrupted() -> int:
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # told once, whatever else is pressed
    from kokoq import cli

    return cli.interrupted(sys.argv[1:])


if __name__ == "__main__":
    main()

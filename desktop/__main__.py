"""``python -m desktop`` and the built program: the command ``yunzhen``."""

import sys

from desktop.cli import main

if __name__ == "__main__":
    sys.exit(main())

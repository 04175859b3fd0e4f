"""``python -m clientbook``: the command line."""

from clientbook.ui.cli import main

main()

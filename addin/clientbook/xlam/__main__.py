"""``python -m clientbook.xlam [folder]``: build the add-in, into ``dist/`` where nothing else is said, and its settings beside it."""

import sys
from pathlib import Path

from clientbook.xlam.package import build
from clientbook.xlam.settings import write_settings

folder = Path(sys.argv[1] if len(sys.argv) > 1 else "dist")
for path in (build(folder), write_settings(folder)):
    sys.stdout.write(f"{path}\n")

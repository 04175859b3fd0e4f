"""``python -m xlam [folder]``: build the add-in, into ``dist/`` where nothing else is said."""

import sys
from pathlib import Path

from xlam.package import build

sys.stdout.write(f"{build(Path(sys.argv[1] if len(sys.argv) > 1 else 'dist'))}\n")

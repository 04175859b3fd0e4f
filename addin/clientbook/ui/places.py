"""Where Excel looks for add-ins, and the add-in for its settings, on each system."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from clientbook.xlam import settings

_MAC_ADDINS = "Library/Group Containers/UBF8T346G9.Office/User Content.localized/Add-Ins.localized"
_MAC_DATA = "Library/Containers/com.microsoft.Excel/Data"
_MAC_SCRIPTS = "Library/Application Scripts/com.microsoft.Excel"


@dataclass(frozen=True)
class Places:
    """Folders of a person who has Excel.

    Attributes:
        system: ``win32`` or ``darwin``, as ``sys.platform`` has it
        addins: Excel lists the add-ins in it
        settings: the add-in looks for ``clientbook.conf`` in it
        encoding: what VBA reads that file in
        scripts: Excel may run the scripts in it; on macOS only
    """

    system: str
    addins: Path
    settings: Path
    encoding: str
    scripts: Path | None = None

    @property
    def folders(self) -> list[Path]:
        """Return the folders that this system has of the three."""
        return [folder for folder in (self.addins, self.settings, self.scripts) if folder is not None]

    @property
    def conf(self) -> Path:
        """Return the file of settings."""
        return self.settings / settings.FILE


def places(
    system: str = sys.platform, environment: Mapping[str, str] = os.environ, home: Path | None = None
) -> Places | None:
    """Return the folders of the person who runs this; None on a system that has no Excel.

    Args:
        system: ``sys.platform`` of that system
        environment: its environment variables
        home: the person's own folder, where the environment does not tell
    """
    own = home or Path.home()
    if system == "win32":
        profile = Path(environment.get("USERPROFILE") or own)
        roaming = Path(environment.get("APPDATA") or profile / "AppData" / "Roaming")
        return Places(system, roaming / "Microsoft" / "AddIns", profile / ".clientbook", settings.encoding(system))
    if system == "darwin":
        return Places(system, own / _MAC_ADDINS, own / _MAC_DATA, settings.encoding(system), own / _MAC_SCRIPTS)
    return None

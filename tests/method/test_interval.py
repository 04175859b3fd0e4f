"""Own interval and what stands in for it."""

from __future__ import annotations

import pandas as pd

from clientbook.method.interval import interval
from clientbook.register.settings import Settings


def test_own_then_the_segments_then_the_default() -> None:
    frame = pd.DataFrame({"gaps": [3, 8, 2, 0, 1], "median_gap": [10.0, 31.0, 999.0, float("nan"), 5.0]})
    segment = pd.Series(["key", "key", "key", "key", "small"])
    found = interval(frame, segment, Settings())
    assert found["interval"].tolist() == [10, 31, 20.5, 20.5, 90]
    assert found["interval_own"].tolist() == [True, True, False, False, False]

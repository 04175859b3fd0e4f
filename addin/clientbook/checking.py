"""What a check tells: everything wrong with a register, found without planning a contact or counting a KPI.

The problems are those of a whole run. Most are found while the register is read; what stands in «MML», «ХПВ», the column of
potential and the column of substitutes is held against sales and clients here, by the same steps that a run takes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from clientbook.computing import problem_frame
from clientbook.results import Checked

if TYPE_CHECKING:
    from clientbook.hosts.base import Progress
    from clientbook.register.read import Register


def checked(register: Register, progress: Progress | None) -> Checked:
    """Return what is wrong with a register; its sales lines are given up on the way."""
    from clientbook.method.marks import typed_plan
    from clientbook.method.past import Past
    from clientbook.method.staged import valued
    from clientbook.method.substitutes import substitutes
    from clientbook.method.talking_points import tell_unknown_groups
    from clientbook.register.frames import plain_texts

    if progress is not None:
        progress("step.segments", 0, 1)
    with plain_texts():
        _ = typed_plan(register)  # this and what follows tell what they cannot use
        clients = valued(register)
        past = Past(register, clients)
        tell_unknown_groups(register, past)
        _ = past.mml, substitutes(register, clients)
    register.sales.connection.close()
    return Checked(
        as_of=register.as_of,
        lang=register.lang,
        basis=register.basis,
        problems=problem_frame(register.problems.merged(), register.lang),
        lines=register.sales.lines,
    )

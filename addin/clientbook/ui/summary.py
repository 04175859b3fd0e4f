"""What the command line says after a run: a few lines, each a figure that can be found again in the workbook."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clientbook.locale import Words, words
from clientbook.register.codes import DONE, SEGMENT

if TYPE_CHECKING:
    import pandas as pd

    from clientbook.results import Checked, Result


def _segments(result: Result, say: Words) -> str:
    counts = result.segments["segment"].value_counts()
    named = (
        say.text("summary_text.segment", name=code.word(say.lang), count=say.number(int(counts.get(code.code, 0))))
        for code in SEGMENT.values
    )
    return say.text("summary_text.segments", segments=", ".join(named))


def _left_out(problems: pd.DataFrame) -> tuple[int, float]:
    """Return rows left out and their money."""
    out = problems[problems["left_out"].astype(bool)]
    return int(out["count"].sum()), float(out["amount"].sum())


def _problems(result: Result, say: Words) -> str:
    count = int(result.problems["count"].sum())
    if not count:
        return say.text("summary_text.no_problems")
    if not result.left_out:
        return say.text("summary_text.problems", count=say.number(count))
    rows, money = _left_out(result.problems)
    return say.text(
        "summary_text.problems_left_out", count=say.number(count), rows=say.number(rows), money=say.number(money, 2)
    )


def summary(result: Result, lang: str) -> list[str]:
    """Return the lines said after a run, in a language."""
    say = words(lang)
    bands = result.segments["risk_band"].value_counts()
    lines = [
        say.text("summary_text.dates", as_of=say.day(result.as_of), plan_from=say.day(result.plan_from)),
        say.text("summary_text.clients", clients=say.number(len(result.segments)), lines=say.number(result.lines)),
        say.text(
            "summary_text.income",
            income=say.number(float(result.segments["annual_income"].sum())),
            basis=say.text(f"summary_text.{result.basis}"),
        ),
        _segments(result, say),
        say.text(
            "summary_text.risk",
            high=say.number(int(bands.get("high", 0))),
            watch=say.number(int(bands.get("watch", 0))),
        ),
        # the list shows a client without a manager once, with all his contacts: «Загрузка» counts contacts, and so do we
        say.text(
            "summary_text.plan",
            planned=say.number(len(result.plan)),
            unplaced=say.number(int(result.load["unplaced"].sum())),
        ),
    ]
    if len(result.kept):
        lines.append(say.text("summary_text.kept", kept=say.number(len(result.kept)), load=result.sheets["load"]))
    lines.append(_problems(result, say))
    if result.path is not None:
        first = {key: result.sheets[key] for key in ("about", "plan", "problems")}
        lines += [say.text("summary_text.book", path=result.path), say.text("summary_text.first", **first)]
    return lines


def problem_line(row: pd.Series, say: Words, deeds: str = "") -> str:
    """Return one problem as a line: place, what, value, what was done, how many such.

    Args:
        row: a row of ``Result.problems``
        say: the language
        deeds: where the catalogue has words of its own for what was done; a register's are those of «Ошибки данных»
    """
    sheet, cell = str(row["sheet"] or ""), str(row["cell"] or "")
    place = "!".join(part for part in (sheet, cell) if part) or say.text("check_text.book")
    text = say.text("check_text.line", place=place, what=str(row["what"]).rstrip("."))
    if str(row["value"] or "") not in ("", "nan"):
        text += say.text("check_text.value", value=row["value"])
    done = str(row["done"])
    text += say.text("check_text.done", done=say.catalogue.get(f"{deeds}.{done}", DONE.word(done, say.lang)))
    if row["count"] > 1:
        text += say.text("check_text.count", count=say.number(row["count"]))
    if row["amount"]:
        text += say.text("check_text.amount", money=say.number(row["amount"], 2))
    return text


def problem_lines(result: Checked, lang: str) -> list[str]:
    """Return the problems, one a line, and their total, in a language."""
    say = words(lang)
    count = int(result.problems["count"].sum())
    if not count:
        return [say.text("check_text.none")]
    lines = [problem_line(row, say) for _, row in result.problems.iterrows()]
    if not result.left_out:
        return [*lines, say.text("check_text.total_fine", count=say.number(count))]
    rows, money = _left_out(result.problems)
    total = say.text(
        "check_text.total_left_out", count=say.number(count), rows=say.number(rows), money=say.number(money, 2)
    )
    return [*lines, total]

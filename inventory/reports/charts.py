"""Charts as SVG text: no script, no network, colours from the page's style sheet, a text alternative in each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from html import escape as _escape

from .shown import visible

_WIDTH = 760
_LABEL = 190
_ROW = 26


@dataclass(frozen=True, slots=True)
class Bar:
    """One stacked bar: its label and the count of each series."""

    label: str
    counts: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Span:
    """One row of a Gantt chart: from ``start`` to ``end`` (None = no date), with the words to show at its end."""

    label: str
    start: date
    end: date | None
    note: str
    series: str


@dataclass(frozen=True, slots=True)
class Line:
    """A curve from 0 to 1 over years; ``strong``: the one that counts."""

    label: str
    points: tuple[tuple[float, float], ...]
    strong: bool = False


def stacked_bars(title: str, bars: Sequence[Bar], order: Sequence[str]) -> str:
    """Horizontal stacked bars on one scale, with the number in each part that has room for it."""
    widest = max((sum(bar.counts.values()) for bar in bars), default=0) or 1
    height = len(bars) * _ROW + 34
    room = _WIDTH - _LABEL - 60
    parts = [_open(title, _described(bars, order), height)]
    for index, bar in enumerate(bars):
        top = index * _ROW + 4
        parts.append(_text(_LABEL - 8, top + 14, bar.label, "end"))
        left = float(_LABEL)
        for series in order:
            count = bar.counts.get(series, 0)
            if not count:
                continue
            width = count / widest * room
            parts.append(_rect(left, top, width, _ROW - 8, series, f"{bar.label}: {count} {series}"))
            if width > 9 * len(str(count)) + 6:
                parts.append(_text(left + width / 2, top + 14, str(count), "middle", f"on-{_class(series)}"))
            left += width
        parts.append(_text(left + 6, top + 14, str(sum(bar.counts.values())), "start", "muted"))
    parts.append(
        _legend(order, height - 16, [series for series in order if any(bar.counts.get(series) for bar in bars)])
    )
    return "".join([*parts, "</svg>"])


def columns(title: str, dates: Sequence[str], counts: Sequence[Mapping[str, int]], order: Sequence[str]) -> str:
    """One stacked column a date: how the same inventory is judged as time goes on."""
    highest = max((sum(one.values()) for one in counts), default=0) or 1
    height, base, room = 204, 150, 130
    step = (_WIDTH / 2 - 60) / max(1, len(dates))
    width = min(34.0, step * 0.72)
    bars = [Bar(day, one) for day, one in zip(dates, counts, strict=True)]
    parts = [_open(title, _described(bars, order), height, _WIDTH // 2)]
    for index, bar in enumerate(bars):
        left = 40 + index * step
        bottom = float(base)
        for series in order:
            count = bar.counts.get(series, 0)
            if count:
                tall = count / highest * room
                parts.append(_rect(left, bottom - tall, width, tall, series, f"{bar.label}: {count} {series}"))
                bottom -= tall
        parts.append(_text(left + width / 2, bottom - 4, str(sum(bar.counts.values())), "middle", "muted small"))
        parts.append(_text(left + width / 2, base + 14, bar.label, "middle", "small"))
    parts.append(f'<line x1="34" y1="{base}" x2="{_WIDTH // 2 - 10}" y2="{base}" class="axis"/>')
    present = [series for series in order if any(one.get(series) for one in counts)]
    parts.append(_legend(order, height - 26, present, 34, _WIDTH // 2))
    return "".join([*parts, "</svg>"])


def gantt(title: str, spans: Sequence[Span], first: date, last: date) -> str:
    """Spans on one time axis; the end of a bar is its deadline."""
    height = len(spans) * 22 + 30
    label, width = 250, _WIDTH + 40
    days = max(1, (last - first).days)

    def across(day: date) -> float:
        return label + (day - first).days / days * (width - label - 170)

    described = "; ".join(f"{span.label}: {span.note}" for span in spans)
    parts = [_open(title, described, height, width)]
    for year in range(first.year + 1, last.year + 1):
        left = across(date(year, 1, 1))
        parts.append(f'<line x1="{left:.1f}" y1="18" x2="{left:.1f}" y2="{height - 4}" class="grid"/>')
        parts.append(_text(left, 12, str(year), "middle", "small muted"))
    for index, span in enumerate(spans):
        top = 24 + index * 22
        parts.append(_text(label - 8, top + 13, _cut(span.label, 40), "end", "small", span.label))
        end = across(span.end) if span.end is not None else across(span.start) + 10
        wide = max(6.0, end - across(span.start))
        parts.append(_rect(across(span.start), top + 3, wide, 13, span.series, f"{span.label}: {span.note}"))
        parts.append(_text(across(span.start) + wide + 6, top + 13, span.note, "start", "small over"))
    return "".join([*parts, "</svg>"])


def lines(title: str, drawn: Sequence[Line], level: float, said: str) -> str:
    """Curves over years, with a level drawn across; each is named at its middle."""
    left, right, top, bottom = 44, _WIDTH - 20, 14, 206
    years = [year for line in drawn for year, _ in line.points]
    first, last = min(years), max(years)

    def across(year: float) -> float:
        return left + (year - first) / (last - first) * (right - left)

    def up(share: float) -> float:
        return bottom - share * (bottom - top)

    described = "; ".join(
        f"{line.label}: " + ", ".join(f"{year:.0f} {share * 100:.0f} %" for year, share in line.points[::5])
        for line in drawn
    )
    parts = [_open(title, described, bottom + 26)]
    for share in (0.0, 0.25, 0.5, 0.75, 1.0):
        parts.append(f'<line x1="{left}" y1="{up(share):.1f}" x2="{right}" y2="{up(share):.1f}" class="grid"/>')
        parts.append(_text(left - 6, up(share) + 4, f"{share * 100:.0f} %", "end", "small muted"))
    marked = range(int(first), int(last) + 1, 5)
    parts += (_text(across(year), bottom + 16, str(year), "middle", "small muted") for year in marked)
    parts.append(f'<line x1="{left}" y1="{up(level):.1f}" x2="{right}" y2="{up(level):.1f}" class="level"/>')
    parts.append(_text(right - 4, up(level) - 5, said, "end", "small over"))
    for line in drawn:
        path = " ".join(f"{across(year):.1f},{up(share):.1f}" for year, share in line.points)
        parts.append(f'<polyline points="{path}" class="curve{" strong" if line.strong else ""}"/>')
    highest_first = sorted(drawn, key=lambda line: -_middle(line)[1])
    for line in highest_first:
        year, share = _middle(line)
        strong = " strong" if line.strong else ""
        # The highest is named above, the lowest below, one between beside its line: no name lies on another curve.
        if line is highest_first[0]:
            parts.append(_text(across(year) - 6, up(share) - 4, line.label, "end", f"small over{strong}"))
        elif line is highest_first[-1]:
            parts.append(_text(across(year) + 6, up(share) + 12, line.label, "start", f"small over{strong}"))
        else:
            parts.append(_text(across(year) - 8, up(share) + 5, line.label, "end", f"small over{strong}"))
    return "".join([*parts, "</svg>"])


def _middle(line: Line) -> tuple[float, float]:
    """Where the curves are apart: the point in the middle of a curve."""
    return line.points[len(line.points) // 2]


def _open(title: str, description: str, height: float, width: int = _WIDTH) -> str:
    return (
        f'<svg class="chart" viewBox="0 0 {width} {height}" width="{width}" height="{height}" role="img" '
        f'aria-label="{_text_of(title)}">'
        f"<title>{_text_of(title)}</title><desc>{_text_of(description)}</desc>"
    )


def _described(bars: Iterable[Bar], order: Sequence[str]) -> str:
    return "; ".join(
        f"{bar.label}: " + (", ".join(f"{bar.counts[one]} {one}" for one in order if bar.counts.get(one)) or "none")
        for bar in bars
    )


def _rect(left: float, top: float, width: float, height: float, series: str, hint: str) -> str:
    return (
        f'<rect x="{left:.1f}" y="{top:.1f}" width="{width:.1f}" height="{height:.1f}" class="s-{_class(series)}">'
        f"<title>{_text_of(hint)}</title></rect>"
    )


def _text(left: float, top: float, text: str, anchor: str, extra: str = "", hint: str = "") -> str:
    title = f"<title>{_text_of(hint)}</title>" if hint else ""
    return f'<text x="{left:.1f}" y="{top:.1f}" text-anchor="{anchor}" class="{extra}">{_text_of(text)}{title}</text>'


def _legend(
    order: Sequence[str], top: float, present: Sequence[str], left: float = _LABEL, width: float = _WIDTH
) -> str:
    """The series that occur; a second line where one is not wide enough."""
    parts: list[str] = []
    across = left
    for series in order:
        if series not in present:
            continue
        needed = 26 + 7 * len(series)
        if across + needed > width and across > left:
            across, top = left, top + 17
        parts.append(f'<rect x="{across:.1f}" y="{top - 9:.1f}" width="10" height="10" class="s-{_class(series)}"/>')
        parts.append(_text(across + 14, top, series, "start", "small"))
        across += needed
    return "".join(parts)


def _text_of(text: str) -> str:
    return _escape(visible(text))


def _class(series: str) -> str:
    return "".join(char if char.isalnum() else "-" for char in series.lower())


def _cut(text: str, length: int) -> str:
    return text if len(text) <= length else text[: length - 1] + "…"

"""Results as text."""

import statistics


def aligned(rows):
    """The first column to the left, the others to the right; None is empty."""
    rows = [["" if cell is None else str(cell) for cell in row] for row in rows]
    widths = [max(map(len, column)) for column in zip(*rows)]
    lines = []
    for first, *others in rows:
        cells = [first.ljust(widths[0])] + [cell.rjust(width) for cell, width in zip(others, widths[1:])]
        lines.append("  " + "  ".join(cells).rstrip())
    return "\n".join(lines)


def median(samples):
    return statistics.median(sample.microseconds for sample in samples) if samples else None


def ratios(ours, theirs):
    """Of each round: what disturbed one of a pair disturbed the other, too."""
    return [a.microseconds / b.microseconds for a, b in zip(ours or [], theirs or [])]


def number(value, digits=1):
    return "-" if value is None else f"{value:,.{digits}f}"


def ratio(values):
    if not values:
        return "-"
    return f"{statistics.median(values):.2f} ({min(values):.2f}-{max(values):.2f})"


def kibibytes(size):
    return f"{size / 1024:,.0f} KiB"

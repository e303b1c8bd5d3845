"""A missed bin, as a resident tells us about it."""

from collections import namedtuple

Report = namedtuple("Report", "address email bin day")

BINS = ("rubbish", "recycling", "garden")


def parse(form):
    """A report and the list of what is wrong with it."""
    report = Report(*(form.get(name, "").strip() for name in Report._fields))
    wrong = [name for name, value in zip(Report._fields, report) if not value]
    if report.bin and report.bin not in BINS:
        wrong.append("bin")
    return report, wrong


def masked(number):
    """A National Insurance or NHS number, fit for a log."""
    return number[:2] + "*" * (len(number) - 3) + number[-1:]

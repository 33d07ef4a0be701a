"""Rows of the tables of facts, with what their numbers stand for."""


def rows_of(trace, name):
    """A table's rows; `line` is that of the user's code, or None, and `by` the task or callback whose run it was."""
    found = []
    for row in trace.facts[name]:
        row = dict(row)
        if "place" in row:
            place = trace.places[row["place"]]
            row["line"] = place["line"] if place is not None and place["scope"] == 0 else None
        if "subject" in row:
            row["by"] = who(trace, row["subject"])
        found.append(row)
    return found


def who(trace, subject):
    if not subject:
        return None
    if subject & 1:
        return "callback", trace.callbacks[subject >> 2]["name"]
    return "task", subject >> 2

"""The tables of facts beside tasks and runs: one kind of frame each, all written in the same way (docs/wire.md).

A fact is a row: `recorder.facts["cancels"].append((at, task, ...))`, from any thread. The columns are named with what they
hold: `n` a number from 0, `t` a time of the probe's clock, `s` a text, sent once and then by its number.
"""

TABLES = {
    "threads": (19, "id:n ident:n name:s"),
    "scopes": (20, "id:n at:t kind:n task:n place:n"),
    "members": (21, "scope:n task:n"),
    "scopeEnds": (22, "scope:n at:t"),
    "cancels": (23, "at:t task:n subject:n place:n origin:n message:s"),
    "resources": (24, "id:n at:t kind:n class:s place:n capacity:n"),
    "resourceEvents": (25, "at:t resource:n event:n task:n value:n"),
    "jobs": (26, "id:n queued:t kind:n function:s place:n task:n"),
    "jobRuns": (27, "job:n begin:t end:t thread:n outcome:n"),
    "children": (28, "id:n at:t pid:n kind:n command:s task:n place:n"),
    "childEnds": (29, "child:n at:t code:n"),
    "collections": (30, "begin:t end:t generation:n collected:n thread:n"),
    "lost": (31, "at:t kind:n task:n name:s place:n error:s"),
    "bands": (33, "at:t kind:n phase:n name:s task:n outcome:n"),
}

COLUMNS = {name: [column.split(":")[1] for column in columns.split()] for name, (_, columns) in TABLES.items()}
DROPPED = ("resourceEvents", "collections")
"""Of these there may be many: they are dropped, and counted, where the reader does not keep up."""


def tables_of_facts():
    return {name: [] for name in TABLES}


def frame_rows(wire, name, rows, origin, string):
    """A frame of rows of a table; `string` gives the number of a text."""
    kinds = COLUMNS[name]
    columns = list(zip(*rows))
    times = [column for column, kind in zip(columns, kinds) if kind == "t"]
    base = min(map(min, times)) if times else origin
    parts = [wire.pack("<IQ", len(rows), base - origin)]
    for column, kind in zip(columns, kinds):
        if kind == "t":
            column = [at - base for at in column]
        elif kind == "s":
            column = [string(text) for text in column]
        parts.append(wire.column(column))
    return wire.frame(TABLES[name][0], b"".join(parts))

"""Nurture maps and every other state machine of the product, as data: facts and moments go in, decisions come out.

For the features that keep a status, and for whoever moves members over maps: they read rows, ask here, write rows.

    after = CASE.after(case.status, "answer")                 # lifecycle: MoveNotAllowed where it leads nowhere
    findings = check(text, catalogue, before)                 # checks: errors and warnings, never an exception
    compiled = compile_map(load_map(text, catalogue))         # reading and compiled: MapRefused for a bad text
    compiled.on(stage, verb, facts)                           # a Decision or None; facts: compiled.needs(stage, verb)
    compiled.when_due(placement, now, facts)                  # the same for silence and time; also next_due(placement)
    compiled.entry_actions(stage, facts, first_time, quietly)  # what entering a stage does
    compiled.why_not(stage, facts)                            # the nearest way on, and what is missing for it
    next_allowed(moment, zone, quiet, days)                   # quiet_hours: when a member may be written to
    draw_map(nurture_map, counts, link)                       # drawing: the picture, as SVG

A catalogue says what maps may use (catalogue.py). Moments are aware and in UTC; `now` is always handed in.
"""

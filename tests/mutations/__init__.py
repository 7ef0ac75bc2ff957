"""Eighty small faults, put into the code one at a time, to see whether the tests catch them.

    python -m tests.mutations                    all of them, about forty minutes on one core
    python -m tests.mutations --list             what each of them breaks
    python -m tests.mutations --where            where each of them goes now; nothing runs
    python -m tests.mutations --only NAME        this one, or all whose names begin so; may be given several times
    python -m tests.mutations --results FILE     keep the results there; without it they are only printed
    python -m tests.mutations --results FILE --rest    go on where such a run was broken off

Nothing is changed here: the tree is copied to a temporary folder, and the faults are put in there. A fault is
*caught* when a test fails, *missed* when none does (first a few files of tests, then the whole folder of the feature
are asked), *lost* when its place is not found any more, *broken* when the code cannot be imported with it, and *late*
when the tests took longer than their limit. It ends with 1 when a fault is lost or broken, or when one that stands as
caught in `results_before.json` is not caught now. It is not part of CI.

A fault is found by the end of its file's path, the name of a function or class, and a few words in it; `$name` in
those stands for any name. A file that was moved and a function that was renamed are looked for everywhere, as long as
the words stand in one place alone. To add one, copy its neighbour in `faults/`.
"""

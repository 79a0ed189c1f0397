"""When the reserve runs short, how surely, and what would prevent it (docs/depletion.md).

model: the scenario as a value · draft: from the books · plan: as expected, exact · engine, paths, draws: along
thousands of paths · answers, levers, sensitivity, solver, compare: what to make of it · checks, plain, file: in and
out · listing, order: proposals from a list.
"""

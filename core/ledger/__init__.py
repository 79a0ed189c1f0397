"""The journal: what was done to the reserve, by whom and why, and what follows from it.

commands: what somebody asks for · decide: what happens then, or why not · state, evolve: what holds after it ·
entry: how it is written down, one after the other, so that nothing can be changed unseen · chain: checking an export.
"""

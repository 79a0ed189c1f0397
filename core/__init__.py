"""What is true: the scheme's rules and arithmetic as pure functions of frozen values.

Must not live here: pages, database, server, clock, environment, words people read.
"""

"""How things look: words, formats, figures, maps, tables, the working drawer, exports.

Must not live here: rules of the scheme, database, decisions about what a page asks.
"""

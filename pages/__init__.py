"""One file per page: read from the store, call core, draw with ui.

Must not live here: SQL, arithmetic of the scheme, words outside the catalogues.
"""

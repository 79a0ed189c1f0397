"""The views of the desk, one module each with READERS and show(ctx), and what they share.

`acting` does what a form asks for and says what came of it. What may be done and what follows lives in core/ledger.
"""

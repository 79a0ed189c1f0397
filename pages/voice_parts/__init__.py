"""The parts of the page on which the public speaks, one module each with show(ctx); `sending` is what they share.

What may be sent is decided in core.submissions, what is kept stands in store.submissions; neither lives here.
"""

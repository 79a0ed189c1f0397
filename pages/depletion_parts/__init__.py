"""The views of the depletion page, one module each with READERS and show(ctx), and what they share.

`state` keeps the scenario on the page, `inputs` lets people change it, `runs` plays it. What is true lives in
core/scenario, not here.
"""

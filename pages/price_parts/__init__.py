"""The views of the price page, one module each: READERS (inputs an address may carry) and show(ctx).

`show` draws the view and may return what the address should say of it; without that, the inputs of READERS. Words
and arithmetic do not live here.
"""

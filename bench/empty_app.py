"""An empty page served as app.py serves ours: what Streamlit itself costs, and nothing else."""

from __future__ import annotations

import gc
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import streamlit as st


@asynccontextmanager
async def lifespan(_: st.App) -> AsyncIterator[None]:
    """The same treatment of the garbage collector as in app.py."""
    gc.collect()
    gc.freeze()
    yield


app = st.App("empty_page.py", lifespan=lifespan)

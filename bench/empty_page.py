"""Nothing but a title."""

import streamlit as st

st.title("Empty", anchor=False)

"""The open API: FastAPI routes that ask store and core, and the shapes of what goes in and out.

Must not live here: calculation, SQL, anything of Streamlit.
"""

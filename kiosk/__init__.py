"""Public pages without a session: the screen in the hall (/kiosk), certificates and journals to verify (/verify).

HTML, one style sheet and one script of our own per page, built as bytes once per data version and day and served in
front of Streamlit. What must not live here: rules of the scheme (core), SQL (store), words for people (locale),
anything of Streamlit, anything that writes.
"""

from kiosk.serve import PublicScreens, warm

__all__ = ["PublicScreens", "warm"]

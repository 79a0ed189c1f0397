"""One log for the whole process: what Streamlit and the server under it log goes through our lines as well."""

from __future__ import annotations

import logging

from streamlit import logger as streamlits
from uvicorn.config import LOGGING_CONFIG

from watching import log

ACCESS = "uvicorn.access"  # each request with its address: nobody hears it, and the server need not say it
SERVER = ("uvicorn", "uvicorn.error", "uvicorn.asgi", ACCESS)


def install() -> None:
    """Problem `log_setting` where a variable makes no sense."""
    log.install()
    streamlits.setup_formatter = _hand_over  # for the loggers it makes from now on
    LOGGING_CONFIG.clear()  # the server would set its own handlers when it starts
    LOGGING_CONFIG.update({"version": 1, "disable_existing_loggers": False})
    for one in (*streamlits._loggers.values(), *map(logging.getLogger, SERVER)):
        _hand_over(one)


def _hand_over(logger: logging.Logger) -> None:
    for handler in tuple(logger.handlers):
        logger.removeHandler(handler)
    logger.propagate = logger.name != ACCESS

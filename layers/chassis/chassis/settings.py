"""A context's environment as one frozen model, read once, on first use."""

import os
from functools import cache
from typing import Any, Self

from pydantic import BaseModel, ConfigDict, ValidationError


class SettingsError(RuntimeError):
    """The environment lacks a variable or holds a wrong value: the template, not the request, is at fault."""


class ContextSettings(BaseModel):
    """Base of `_settings.py`: field `mysql_url` is read from `CDLC_MYSQL_URL`."""

    model_config = ConfigDict(frozen=True)

    @classmethod
    @cache
    def load(cls) -> Self:
        """The settings, read on the first call. Raises `SettingsError` that names every wrong variable."""
        found = {name: os.environ.get(f"CDLC_{name.upper()}") for name in cls.model_fields}
        try:
            return cls.model_validate({name: text for name, text in found.items() if text is not None})
        except ValidationError as error:
            wrong: Any = "; ".join(f"CDLC_{str(e['loc'][0]).upper()}: {e['msg'].lower()}" for e in error.errors())
            raise SettingsError(f"{cls.__module__}: {wrong} (see the stack's template)") from None


def environment(field: str) -> str:
    """One variable that the chassis itself needs. Raises `SettingsError` where it is missing or empty."""
    value = os.environ.get(f"CDLC_{field.upper()}")
    if not value:
        raise SettingsError(f"CDLC_{field.upper()} is not set (see the stack's template)")
    return value

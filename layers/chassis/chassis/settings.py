"""A context's environment as one frozen model, read once, on first use."""

import os
from functools import cache
from typing import Self

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
        variables = {name: f"CDLC_{name.upper()}" for name in cls.model_fields}
        try:
            return cls(**{name: os.environ[variable] for name, variable in variables.items() if variable in os.environ})
        except ValidationError as error:
            wrong = "; ".join(f"{variables[str(e['loc'][0])]}: {e['msg'].lower()}" for e in error.errors())
            raise SettingsError(f"{cls.__module__}: {wrong} (see the stack's template)") from None


def environment(field: str) -> str:
    """One variable that the chassis itself needs. Raises `SettingsError` where it is missing or empty."""
    value = os.environ.get(f"CDLC_{field.upper()}")
    if not value:
        raise SettingsError(f"CDLC_{field.upper()} is not set (see the stack's template)")
    return value

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
    def load(cls) -> Self:
        """The settings, read on the first call. Raises `SettingsError` that names every missing variable."""
        return _load(cls)  # type: ignore[return-value]  # functools.cache loses the type variable


@cache
def _load(cls: type[ContextSettings]) -> ContextSettings:
    found = {name: os.environ[variable(name)] for name in cls.model_fields if variable(name) in os.environ}
    try:
        return cls.model_validate(found)
    except ValidationError as error:
        wrong = "; ".join(f"{variable(str(e['loc'][0]))}: {e['msg'].lower()}" for e in error.errors())
        raise SettingsError(
            f"{cls.__module__} cannot read its environment ({wrong}): see the stack's template"
        ) from None


def variable(field: str) -> str:
    """`mysql_url` → `CDLC_MYSQL_URL`."""
    return f"CDLC_{field.upper()}"


def environment(field: str) -> str:
    """One variable that the chassis itself needs. Raises `SettingsError` where it is missing or empty."""
    value = os.environ.get(variable(field), "")
    if not value:
        raise SettingsError(f"{variable(field)} is not set: see the stack's template")
    return value

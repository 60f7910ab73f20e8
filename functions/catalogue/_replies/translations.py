"""Texts of a title by language: models with the published field names."""

from dataclasses import asdict
from typing import Annotated, Self

from pydantic import Field, StringConstraints

from catalogue._domain.translations import Translation, canonical
from chassis.reply import Body

Tag = Annotated[str, StringConstraints(pattern=r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$", max_length=16)]
TextLanguage = Annotated[
    Tag | None, Field(description="Texts in this language (BCP 47) where there are any; over Accept-Language")
]


class TranslationTexts(Body):
    """The body of `PUT /titles/{title_id}/translations/{language}`; an empty text falls through."""

    name: str = Field("", max_length=255)
    overview: str = Field("", max_length=4000)
    tagline: str = Field("", max_length=512)

    def translation(self, language: str) -> Translation:
        """The texts in `language`, spelt as usual."""
        return Translation(language=canonical(language), **self.model_dump())


class TranslationItem(Body):
    """The texts of a title in one language."""

    language: str
    name: str
    overview: str
    tagline: str

    @classmethod
    def of(cls, translation: Translation) -> Self:
        """The item of a translation."""
        return cls(**asdict(translation))

from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class BatchGetTitlesRequest(_message.Message):
    __slots__ = ("ids",)
    IDS_FIELD_NUMBER: _ClassVar[int]
    ids: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, ids: _Optional[_Iterable[str]] = ...) -> None: ...

class BatchGetTitlesResponse(_message.Message):
    __slots__ = ("titles", "missing_ids")
    TITLES_FIELD_NUMBER: _ClassVar[int]
    MISSING_IDS_FIELD_NUMBER: _ClassVar[int]
    titles: _containers.RepeatedCompositeFieldContainer[Title]
    missing_ids: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, titles: _Optional[_Iterable[_Union[Title, _Mapping]]] = ..., missing_ids: _Optional[_Iterable[str]] = ...) -> None: ...

class Title(_message.Message):
    __slots__ = ("id", "kind", "name", "original_name", "original_language", "year", "release_date", "runtime_minutes", "vote_average", "version")
    ID_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    ORIGINAL_NAME_FIELD_NUMBER: _ClassVar[int]
    ORIGINAL_LANGUAGE_FIELD_NUMBER: _ClassVar[int]
    YEAR_FIELD_NUMBER: _ClassVar[int]
    RELEASE_DATE_FIELD_NUMBER: _ClassVar[int]
    RUNTIME_MINUTES_FIELD_NUMBER: _ClassVar[int]
    VOTE_AVERAGE_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    id: str
    kind: str
    name: str
    original_name: str
    original_language: str
    year: int
    release_date: str
    runtime_minutes: int
    vote_average: float
    version: int
    def __init__(self, id: _Optional[str] = ..., kind: _Optional[str] = ..., name: _Optional[str] = ..., original_name: _Optional[str] = ..., original_language: _Optional[str] = ..., year: _Optional[int] = ..., release_date: _Optional[str] = ..., runtime_minutes: _Optional[int] = ..., vote_average: _Optional[float] = ..., version: _Optional[int] = ...) -> None: ...

class BatchGetPeopleRequest(_message.Message):
    __slots__ = ("ids",)
    IDS_FIELD_NUMBER: _ClassVar[int]
    ids: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, ids: _Optional[_Iterable[str]] = ...) -> None: ...

class BatchGetPeopleResponse(_message.Message):
    __slots__ = ("people", "missing_ids")
    PEOPLE_FIELD_NUMBER: _ClassVar[int]
    MISSING_IDS_FIELD_NUMBER: _ClassVar[int]
    people: _containers.RepeatedCompositeFieldContainer[Person]
    missing_ids: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, people: _Optional[_Iterable[_Union[Person, _Mapping]]] = ..., missing_ids: _Optional[_Iterable[str]] = ...) -> None: ...

class Person(_message.Message):
    __slots__ = ("id", "name", "known_for_department", "version")
    ID_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    KNOWN_FOR_DEPARTMENT_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    id: str
    name: str
    known_for_department: str
    version: int
    def __init__(self, id: _Optional[str] = ..., name: _Optional[str] = ..., known_for_department: _Optional[str] = ..., version: _Optional[int] = ...) -> None: ...

class BatchGetAvailabilityRequest(_message.Message):
    __slots__ = ("title_ids", "country_code")
    TITLE_IDS_FIELD_NUMBER: _ClassVar[int]
    COUNTRY_CODE_FIELD_NUMBER: _ClassVar[int]
    title_ids: _containers.RepeatedScalarFieldContainer[str]
    country_code: str
    def __init__(self, title_ids: _Optional[_Iterable[str]] = ..., country_code: _Optional[str] = ...) -> None: ...

class BatchGetAvailabilityResponse(_message.Message):
    __slots__ = ("titles", "missing_ids", "removed_ids")
    TITLES_FIELD_NUMBER: _ClassVar[int]
    MISSING_IDS_FIELD_NUMBER: _ClassVar[int]
    REMOVED_IDS_FIELD_NUMBER: _ClassVar[int]
    titles: _containers.RepeatedCompositeFieldContainer[Availability]
    missing_ids: _containers.RepeatedScalarFieldContainer[str]
    removed_ids: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, titles: _Optional[_Iterable[_Union[Availability, _Mapping]]] = ..., missing_ids: _Optional[_Iterable[str]] = ..., removed_ids: _Optional[_Iterable[str]] = ...) -> None: ...

class Availability(_message.Message):
    __slots__ = ("title_id", "kind", "status", "release_date", "releases")
    TITLE_ID_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    STATUS_FIELD_NUMBER: _ClassVar[int]
    RELEASE_DATE_FIELD_NUMBER: _ClassVar[int]
    RELEASES_FIELD_NUMBER: _ClassVar[int]
    title_id: str
    kind: str
    status: str
    release_date: str
    releases: _containers.RepeatedCompositeFieldContainer[Release]
    def __init__(self, title_id: _Optional[str] = ..., kind: _Optional[str] = ..., status: _Optional[str] = ..., release_date: _Optional[str] = ..., releases: _Optional[_Iterable[_Union[Release, _Mapping]]] = ...) -> None: ...

class Release(_message.Message):
    __slots__ = ("type", "release_date", "certification")
    TYPE_FIELD_NUMBER: _ClassVar[int]
    RELEASE_DATE_FIELD_NUMBER: _ClassVar[int]
    CERTIFICATION_FIELD_NUMBER: _ClassVar[int]
    type: str
    release_date: str
    certification: str
    def __init__(self, type: _Optional[str] = ..., release_date: _Optional[str] = ..., certification: _Optional[str] = ...) -> None: ...

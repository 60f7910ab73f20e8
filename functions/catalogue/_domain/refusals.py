"""What the catalogue refuses, by name.

NotFound            TitleNotFound, PersonNotFound, CompanyNotFound, CollectionNotFound, TranslationNotFound,
                    ExternalIdNotFound, GenreNotFound, KeywordNotFound, CreditNotFound, ImageNotFound,
                    ImageUploadNotFound
Gone                TitleRemoved, PersonRemoved, CompanyRemoved, CollectionRemoved
Conflict            ExternalIdTaken, NumberTaken, TitleHasParts, CompanyHasParts, GenreTaken, KeywordTaken, GenreInUse,
                    KeywordInUse, CreditTaken, ImageTaken, TooManyImages
PreconditionFailed  ChangedMeanwhile
Invalid             MisplacedTitle, MalformedFilter, UnknownGenre, UnknownCountry, UnknownPart, TooManyIds,
                    ImpossibleLife, MalformedExternalId, UnknownCompany, CompanyOwnsItself, UnknownTitle,
                    TooManyParts, UnknownCertification, UnknownPerson, UnknownKeyword, MisplacedCredit, MisplacedImage,
                    ImageTooBig, UnfitImage (ImageLost, OtherThanAnnounced, NotAnImage, WrongImageType, TooManyPixels,
                    ImageTooSmall, AnimatedImage, TruncatedImage, BrokenImage)

What proposals, locks and reversals refuse stands in `edit_refusals.py`.
"""

from chassis.errors import Conflict, Gone, Invalid, NotFound, PreconditionFailed


class TitleNotFound(NotFound):
    """No title ever had this id."""


class PersonNotFound(NotFound):
    """No person has this id."""


class CompanyNotFound(NotFound):
    """No company has this id."""


class CollectionNotFound(NotFound):
    """No collection has this id."""


class GenreNotFound(NotFound):
    """No genre has this slug."""


class KeywordNotFound(NotFound):
    """No keyword has this id."""


class CreditNotFound(NotFound):
    """The title has no credit of this id."""


class PersonRemoved(Gone):
    """The person was removed; the id is never used again."""


class CompanyRemoved(Gone):
    """The company was removed; its id is never used again."""


class CollectionRemoved(Gone):
    """The collection was removed; its id is never used again."""


class TranslationNotFound(NotFound):
    """The title has no translation in this language."""


class ExternalIdNotFound(NotFound):
    """Nothing here carries this id of another system."""


class TitleRemoved(Gone):
    """The title was removed; its id is never used again."""


class ExternalIdTaken(Conflict):
    """Another title, person or company already carries this id of another system."""


class NumberTaken(Conflict):
    """The series has a season, or the season an episode, with this number."""


class TitleHasParts(Conflict):
    """A series with seasons or a season with episodes is removed after them."""


class CompanyHasParts(Conflict):
    """A company that owns others is removed after they have another owner."""


class GenreTaken(Conflict):
    """There is a genre of this slug."""


class KeywordTaken(Conflict):
    """There is a keyword of this name."""


class GenreInUse(Conflict):
    """A genre that titles have stays."""


class KeywordInUse(Conflict):
    """A keyword that titles have stays."""


class CreditTaken(Conflict):
    """The title credits this person with the same already."""


class ChangedMeanwhile(PreconditionFailed):
    """`If-Match` names a version of a person, company, collection or word that is no longer the current one."""


class ImpossibleLife(Invalid):
    """A death before the birth."""


class MalformedExternalId(Invalid):
    """An id of another system that this system cannot have given."""


class UnknownCompany(Invalid):
    """A company that the catalogue does not have."""


class CompanyOwnsItself(Invalid):
    """A chain of owners that comes back to where it began."""


class UnknownPerson(Invalid):
    """A person whom the catalogue does not have."""


class UnknownKeyword(Invalid):
    """A keyword that the catalogue does not have."""


class MisplacedCredit(Invalid):
    """A player with a job, a crew member without one, or a guest of anything but an episode."""


class UnknownTitle(Invalid):
    """A title that the catalogue does not have, where another thing refers to it."""


class MisplacedTitle(Invalid):
    """A season without its series, an episode without its season, or a film with a parent."""


class MalformedFilter(Invalid):
    """A query parameter that does not follow the filter grammar."""


class UnknownGenre(Invalid):
    """A genre that the catalogue does not have."""


class UnknownCountry(Invalid):
    """A country code that is not ISO 3166-1 alpha-2."""


class UnknownPart(Invalid):
    """`append` asks for something that a title does not have."""


class TooManyParts(Invalid):
    """`append` asks for more parts than one answer holds."""


class UnknownCertification(Invalid):
    """A certification that the country does not give."""


class TooManyIds(Invalid):
    """More titles are asked for at once than one answer holds."""


class ImageNotFound(NotFound):
    """No title or person has an image of this id."""


class ImageUploadNotFound(NotFound):
    """The caller began no upload of this id."""


class ImageTaken(Conflict):
    """The same picture stands there already, in the same kind and language."""


class TooManyImages(Conflict):
    """A title or person has as many images as it may."""


class MisplacedImage(Invalid):
    """A profile of a title, a poster of a person."""


class ImageTooBig(Invalid):
    """More bytes than an image may have."""


class UnfitImage(Invalid):
    """A file that arrived and that no image can be made of; the subclasses say why."""


class ImageLost(UnfitImage):
    """The uploaded file is no longer there."""


class OtherThanAnnounced(UnfitImage):
    """Other bytes arrived than the upload began with."""


class NotAnImage(UnfitImage):
    """No JPEG, PNG, WebP or AVIF."""


class WrongImageType(UnfitImage):
    """An image of another type than announced."""


class TooManyPixels(UnfitImage):
    """More pixels than are decoded."""


class ImageTooSmall(UnfitImage):
    """Fewer pixels than the smallest size of its kind."""


class AnimatedImage(UnfitImage):
    """More than one frame."""


class TruncatedImage(UnfitImage):
    """The file ends before the picture does."""


class BrokenImage(UnfitImage):
    """The file begins as an image and cannot be decoded."""

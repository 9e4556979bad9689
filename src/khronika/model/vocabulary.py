"""The closed lists: what may be done to whom, by whom, and what became of it.

Codes are those of the coding manual; labels per language, HURIDOCS codes and definitions stand in
`khronika/data/vocabulary` and are checked against these lists by a test.
"""

from enum import StrEnum


class ActType(StrEnum):
    """What was done: one type of violation suffered by one victim (HURIDOCS Act)."""

    KILLING = "killing"
    DISAPPEARANCE = "disappearance"
    ASSAULT = "assault"
    THREAT = "threat"
    DETENTION = "detention"
    QUESTIONING = "questioning"
    CHARGE = "charge"
    CONVICTION = "conviction"
    LAWSUIT = "lawsuit"
    SEARCH = "search"
    DAMAGE = "damage"
    CENSORSHIP = "censorship"
    SHUTDOWN = "shutdown"
    SURVEILLANCE = "surveillance"
    CYBERATTACK = "cyberattack"
    ACCESS = "access"
    DESIGNATION = "designation"
    DISMISSAL = "dismissal"


class VictimKind(StrEnum):
    """Whether an act was suffered by one person, one organisation, or several people."""

    PERSON = "person"
    ORGANISATION = "organisation"
    GROUP = "group"


class Role(StrEnum):
    """In what capacity the victim was hit."""

    JOURNALIST = "journalist"
    MEDIA_WORKER = "media_worker"
    BLOGGER = "blogger"
    OUTLET = "outlet"
    ACTIVIST = "activist"
    PROTESTER = "protester"
    POLITICIAN = "politician"
    LAWYER = "lawyer"
    ARTIST = "artist"
    OFFICIAL = "official"
    CITIZEN = "citizen"
    OTHER = "other"


class PerpetratorKind(StrEnum):
    """What kind of body or person acted, as the text says."""

    POLICE = "police"
    SECURITY_SERVICE = "security_service"
    MILITARY = "military"
    PROSECUTOR = "prosecutor"
    COURT = "court"
    GOVERNMENT = "government"
    OFFICIAL = "official"
    PRISON = "prison"
    REGULATOR = "regulator"
    ARMED_GROUP = "armed_group"
    POLITICAL_GROUP = "political_group"
    COMPANY = "company"
    PRIVATE = "private"
    UNKNOWN = "unknown"


class Status(StrEnum):
    """What became of an act, as last stated."""

    ONGOING = "ongoing"
    RELEASED = "released"
    BAIL = "bail"
    ACQUITTED = "acquitted"
    DROPPED = "dropped"
    SUSPENDED = "suspended"
    APPEALED = "appealed"
    FINED = "fined"
    JAILED = "jailed"
    IN_ABSENTIA = "in_absentia"
    DAMAGES_ORDERED = "damages_ordered"
    DEPORTED = "deported"
    DIED = "died"
    ATTEMPTED = "attempted"
    UNKNOWN = "unknown"


class BlockKind(StrEnum):
    """What a piece of a page is to its reader."""

    HEADLINE = "headline"
    DATELINE = "dateline"
    PARAGRAPH = "paragraph"
    HEADING = "heading"
    QUOTE = "quote"
    CAPTION = "caption"
    CREDIT = "credit"
    LIST_ITEM = "list_item"
    TABLE_CELL = "table_cell"
    CHROME = "chrome"


class Level(StrEnum):
    """Who may see something: everybody, the network's members, or those who work on it."""

    PUBLIC = "public"
    NETWORK = "network"
    RESTRICTED = "restricted"


class Certainty(StrEnum):
    """How well an act is established (`record.md` section 5)."""

    CONFIRMED = "confirmed"
    UNCONFIRMED = "unconfirmed"
    DISPUTED = "disputed"


class NamingGround(StrEnum):
    """Why a person may be named in public."""

    PUBLIC_ROLE = "public_role"
    MADE_PUBLIC = "made_public"
    CONSENT = "consent"
    CONVICTED_OFFICIAL = "convicted_official"


class SheetTopic(StrEnum):
    """What a statement of a verification sheet is about; none of them asks who is seen."""

    PLACE = "place"
    TIME = "time"
    FIRST_UPLOAD = "first_upload"
    LANDMARK = "landmark"
    SIGN = "sign"
    WEATHER = "weather"
    SHADOW = "shadow"
    SPEECH = "speech"
    EARLIER_USE = "earlier_use"


class SheetVerdict(StrEnum):
    """How well a statement about a film or picture is established."""

    ESTABLISHED = "established"
    LIKELY = "likely"
    UNCLEAR = "unclear"
    REFUTED = "refuted"


class MarkReason(StrEnum):
    """Why a part of a film or picture is kept blurred."""

    CHILD = "child"
    DISTRESS = "distress"

"""Puts the cast list of a text together."""

from khronika.code.cast.affiliation import affiliate
from khronika.code.cast.again import rejoin
from khronika.code.cast.aliases import join_aliases
from khronika.code.cast.described import describe
from khronika.code.cast.entities import Cast
from khronika.code.cast.groups import bare_numbers, find_members, populations
from khronika.code.cast.introduced import introduce
from khronika.code.cast.joining import join_names
from khronika.code.cast.pronouns import resolve_pronouns
from khronika.code.cast.roles import give_roles
from khronika.code.cast.russian import resolve_speakers, share_with_members
from khronika.code.cast.selves import tell_of_self
from khronika.code.cast.shares import share_groups
from khronika.code.cast.voices import resolve_first_person
from khronika.code.names.named import Name
from khronika.code.parsed import Parsed
from khronika.data.lexicon import Lexicon


def cast_list(parsed: Parsed, found: list[Name], lexicon: Lexicon) -> Cast:
    """List who appears in a text.

    Args:
        parsed: the text after its reader.
        found: its names.
        lexicon: the language's words for people, outlets and counting.
    """
    cast = Cast([])
    join_names(parsed, found, cast)
    if parsed.lang == "kk":
        join_aliases(parsed, cast)
    describe(parsed, cast, lexicon)
    affiliate(parsed, cast, lexicon)
    give_roles(parsed, cast, lexicon)
    if parsed.lang != "kk":
        bare_numbers(parsed, cast, lexicon)
    find_members(parsed, cast, lexicon)
    if parsed.lang == "en":
        rejoin(parsed, cast)
        introduce(parsed, cast, lexicon)
        resolve_first_person(parsed, cast, lexicon)
    if parsed.lang == "ru":
        share_with_members(parsed, cast, lexicon)
        resolve_speakers(parsed, cast, lexicon)
    resolve_pronouns(parsed, cast, lexicon)
    if parsed.lang == "kk":
        tell_of_self(parsed, cast)
        share_groups(parsed, cast, lexicon)
    populations(parsed, found, cast)
    return cast

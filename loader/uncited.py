"""Sentences of a source that hold something a record could be about and that no passage covers,
less those that are left out with a reason."""

from collections.abc import Iterable
from dataclasses import dataclass

from loader.faults import Faults
from loader.leftout import LeftOut
from loader.mentions import Mention, Mentions
from loader.passages import SourceText
from loader.sentences import Sentence, sentences


@dataclass(frozen=True)
class Uncited:
    """A sentence, where it stands, what was found in it, and its words, which are not ours."""

    section: str
    paragraph: int
    sentence: Sentence
    mentions: tuple[Mention, ...]
    words: str

    @property
    def found(self) -> str:
        """What was found in it, in words."""
        return "; ".join(map(str, self.mentions))

    @property
    def locator(self) -> str:
        """Where it stands: section, paragraph and code points."""
        start, end = self.sentence.start, self.sentence.end
        return f"section {self.section}, paragraph {self.paragraph}, {start}-{end}"


def uncited(
    located: SourceText, mentions: Mentions, passages: Iterable[tuple[int, int]]
) -> list[Uncited]:
    """Every sentence with a mention in it and without a character in one of the passages."""
    cited = sorted(passages)
    found = []
    title = located.source.title
    for sentence in sentences(located.text, located.headings().values(), title):
        if any(sentence.meets(start, end) for start, end in cited):
            continue
        words = sentence.words(located.text)
        if mentioned := mentions.find(words):
            section, paragraph = located.place(sentence.start)
            found.append(Uncited(section, paragraph, sentence, mentioned, words))
    return found


def explained(
    found: list[Uncited], entries: Iterable[LeftOut], located: SourceText, faults: Faults
) -> dict[Uncited, str]:
    """The sentences that an entry explains, with its reason; a fault for each useless entry."""
    reasons: dict[Uncited, str] = {}
    for entry in entries:
        passage = located.find(entry.evidence)
        if passage is None:
            continue
        fits = [one for one in found if one.sentence.meets(passage.start, passage.end)]
        for one in fits:
            reasons.setdefault(one, entry.reason)
        if not fits:
            message = "no uncited sentence stands here"
            remedy = "Strike this entry: a record rests on the place, or nothing was found in it."
            faults.add(entry.evidence.place, message, remedy)
    return reasons

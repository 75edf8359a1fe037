"""Words that counts do not carry: causes, moves of people, measures without a number, and wrong names of a metric.

Counts allow "fell", "after" and "in the month when". They show levels, not why these differ nor who went where.
"""

import re

#: What is refused, by language: why, and patterns of whole words in running text.
_REFUSED: dict[str, dict[str, tuple[str, ...]]] = {
    "en": {
        "cause": (
            r"because(?: of)?|due to|owing to|thanks to|caus(?:e|es|ed|ing)",
            r"(?:as|is|was) (?:a|the) (?:direct )?(?:result|consequence)(?: of)?",
            r"result(?:s|ed|ing) (?:in|from)|(?:led|leads|leading) to|dr[oi]ve(?:s|n)?(?! from)",
            r"hit (?:hard )?by|trigger(?:s|ed|ing)?|prompt(?:s|ed|ing)",
            r"forc(?:es|ed|ing)(?! (?:when|until|at))|fuel(?:s|ed|led|ling)|spark(?:s|ed|ing)",
            r"in (?:response to|the wake of)|therefore|thus|hence|consequently|as a result",
            r"so (?:people|users|they|many)|cost (?:it|WhatsApp|Telegram|the app)",
            r"thank(?:s|ed) (?:the )?(?:ban|block|limits)|amid",
            r"(?:ban|block|limits?|slowing|throttling|restrictions?) (?:cut|reduced|shrank|hurt|killed|wiped|pushed)",
        ),
        "flow": (
            r"mov(?:e|es|ed|ing) (?:to|from|over|away|on to|onto|into)|fle(?:d|e|es|eing)",
            r"switch(?:es|ed|ing)?(?: over)? (?:to|from|away|apps)|switched|migrat\w+|defect(?:ed|ing|ions?)",
            r"flock(?:ed|ing)?|exodus|pour(?:ed|ing) (?:in|into|out)|desert(?:ed|ing)|abandon(?:ed|ing|s)?",
            r"(?:left|quit|ditched|dropped) (?:WhatsApp|Telegram|MAX|the app|for)",
            r"went (?:over )?to (?:WhatsApp|Telegram|MAX|VK)|jump(?:ed)? ship|replaced by",
        ),
        "measure": (
            r"halv(?:e|es|ed|ing)|doubl(?:e|es|ed|ing)|tripl(?:e|es|ed|ing)|plung(?:e|es|ed|ing)",
            r"plummet(?:s|ed|ing)?|collaps(?:e|es|ed|ing)|crash(?:es|ed|ing)?|slump(?:s|ed|ing)?",
            r"tumbl(?:e|es|ed|ing)|soar(?:s|ed|ing)?|surg(?:e|es|ed|ing)|skyrocket(?:s|ed|ing)?",
            r"rocket(?:s|ed|ing)|explod(?:e|es|ed|ing)|(?:sharply|massively|dramatically)",
            r"(?:tens of |many |(?<!in ))millions(?= (?:of (?:people|users|Russians)|more|fewer|left|have|had))",
            r"(?:lost|gained|by|lose|losing) (?:tens of |many )?millions",
        ),
        "metric": (
            r"Russians?(?= (?:use|used|using|lost|left|aged|opened|are|were|have|had|who|on))",
            r"(?:million|thousand) Russians|million (?:active |monthly |daily )*users|subscribers",
        ),
    },
    "ru": {
        "cause": (
            r"из-за|вследствие|благодаря|по причине|в ответ на|вызва(?:л|ла|ло|ли|н|на|но|ны)\w*",
            r"(?:привел|прив[её]л|привод)\w*(?: к)?|обусловлен\w*|спровоцир\w+|в результате|поэтому",
            r"потому(?: что)?|поскольку|так как|вынуд\w*|застав(?:ил|ля)\w*|на фоне|под влиянием|ударил\w* по",
        ),
        "flow": (
            r"переш(?:ел|ёл|л)\w*|переход\w* (?:в|на|из)|переехал\w*|(?:с|у)?бежал\w*|(?:ушл|уш[её]л)\w*",
            r"мигрир\w+|миграци\w+|перетек\w*|хлынул\w*|(?:по)?кинул\w*|отток\w*|приток\w*|исход",
        ),
        "measure": (
            r"вдвое|втрое|вполовину|рухнул\w*|обрушил\w*|обвал\w*|взлетел\w*|подскочил\w*|резко|стремительно",
            r"в разы|(?:десятки |много |на )?миллионы (?:людей|пользователей|человек|россиян)",
        ),
        "metric": (r"россиян\w*|млн (?:активных )?пользователей|миллион\w* пользователей|подписчик\w*",),
    },
}
_WHY = {
    "cause": "tells of a cause; counts show what differed and when, not why. Say after, or in the month when",
    "flow": "tells where people went; counts track nobody. Say by how much each service’s reach fell or rose",
    "measure": "measures without a number. Give the number and its months",
    "metric": "is not what was counted. Say reach, or people who opened the app at least once in the month",
}
_PATTERNS = {
    language: {
        kind: re.compile(rf"(?<![\w-])(?:{'|'.join(patterns)})(?![\w-])", re.IGNORECASE)
        for kind, patterns in kinds.items()
    }
    for language, kinds in _REFUSED.items()
}


def refused(text: str, language: str) -> list[tuple[str, str, str]]:
    """What a text says that no count carries: kind (``cause``, ``flow``, ``measure``, ``metric``), word, and why.

    A language without patterns of its own is held to none.
    """
    plain = re.sub(r"\s", " ", text)
    return [
        (kind, found[0], f"“{found[0]}” {_WHY[kind]}")
        for kind, pattern in _PATTERNS.get(language, {}).items()
        for found in pattern.finditer(plain)
    ]

"""Words that counts do not carry: causes, moves of people, measures without a number, and wrong names of a metric.

Counts allow "fell", "after" and "in the month when". They show levels, not why these differ nor who went where.
"""

import re

#: What is refused, by language: why, and patterns of whole words in running text.
_REFUSED: dict[str, dict[str, tuple[str, ...]]] = {
    "en": {
        "cause": (
            r"because(?: of)?",
            r"due to",
            r"owing to",
            r"thanks to",
            r"caus(?:e|es|ed|ing)",
            r"(?:as|is|was) (?:a|the) (?:direct )?(?:result|consequence)(?: of)?",
            r"result(?:s|ed|ing) (?:in|from)",
            r"(?:led|leads|leading) to",
            r"dr[oi]ve(?:s|n)?(?! from)",
            r"hit (?:hard )?by",
            r"trigger(?:s|ed|ing)?",
            r"prompt(?:s|ed|ing)",
            r"forc(?:es|ed|ing)(?! (?:when|until|at))",
            r"fuel(?:s|ed|led|ling)",
            r"spark(?:s|ed|ing)",
            r"in (?:response to|the wake of)",
            r"therefore|thus|hence|consequently|as a result",
            r"so (?:people|users|they|many)",
            r"cost (?:it|WhatsApp|Telegram|the app)",
            r"thank(?:s|ed) (?:the )?(?:ban|block|limits)",
            r"(?:ban|block|limits?|slowing|throttling|restrictions?) (?:cut|reduced|shrank|hurt|killed|wiped|pushed)",
            r"amid",
        ),
        "flow": (
            r"mov(?:e|es|ed|ing) (?:to|from|over|away|on to|onto|into)",
            r"fle(?:d|e|es|eing)",
            r"switch(?:es|ed|ing)?(?: over)? (?:to|from|away|apps)",
            r"switched",
            r"migrat\w+",
            r"defect(?:ed|ing|ions?)",
            r"flock(?:ed|ing)?",
            r"exodus",
            r"pour(?:ed|ing) (?:in|into|out)",
            r"desert(?:ed|ing)",
            r"abandon(?:ed|ing|s)?",
            r"(?:left|quit|ditched|dropped) (?:WhatsApp|Telegram|MAX|the app|for)",
            r"went (?:over )?to (?:WhatsApp|Telegram|MAX|VK)",
            r"jump(?:ed)? ship",
            r"replaced by",
        ),
        "measure": (
            r"halv(?:e|es|ed|ing)",
            r"doubl(?:e|es|ed|ing)",
            r"tripl(?:e|es|ed|ing)",
            r"plung(?:e|es|ed|ing)",
            r"plummet(?:s|ed|ing)?",
            r"collaps(?:e|es|ed|ing)",
            r"crash(?:es|ed|ing)?",
            r"slump(?:s|ed|ing)?",
            r"tumbl(?:e|es|ed|ing)",
            r"soar(?:s|ed|ing)?",
            r"surg(?:e|es|ed|ing)",
            r"skyrocket(?:s|ed|ing)?",
            r"rocket(?:s|ed|ing)",
            r"explod(?:e|es|ed|ing)",
            r"(?:sharply|massively|dramatically)",
            r"(?:tens of |many |(?<!in ))millions(?= (?:of (?:people|users|Russians)|more|fewer|left|have|had))",
            r"(?:lost|gained|by|lose|losing) (?:tens of |many )?millions",
        ),
        "metric": (
            r"Russians?(?= (?:use|used|using|lost|left|aged|opened|are|were|have|had|who|on))",
            r"(?:million|thousand) Russians",
            r"million (?:active |monthly |daily )*users",
            r"subscribers",
        ),
    },
    "ru": {
        "cause": (
            r"из-за",
            r"вследствие",
            r"благодаря",
            r"по причине",
            r"вызва(?:л|ла|ло|ли|н|на|но|ны)\w*",
            r"(?:привел|прив[её]л|привод)\w*(?: к)?",
            r"обусловлен\w*",
            r"спровоцир\w+",
            r"в результате",
            r"поэтому",
            r"потому(?: что)?",
            r"поскольку",
            r"так как",
            r"вынуд\w*",
            r"застав(?:ил|ля)\w*",
            r"на фоне",
            r"под влиянием",
            r"ударил\w* по",
            r"в ответ на",
        ),
        "flow": (
            r"переш(?:ел|ёл|л)\w*",
            r"переход\w* (?:в|на|из)",
            r"переехал\w*",
            r"(?:с|у)?бежал\w*",
            r"(?:ушл|уш[её]л)\w*",
            r"мигрир\w+|миграци\w+",
            r"перетек\w*",
            r"хлынул\w*",
            r"(?:по)?кинул\w*",
            r"отток\w*|приток\w*|исход",
        ),
        "measure": (
            r"вдвое|втрое|вполовину",
            r"рухнул\w*|обрушил\w*|обвал\w*",
            r"взлетел\w*|подскочил\w*",
            r"резко|стремительно",
            r"в разы",
            r"(?:десятки |много |на )?миллионы (?:людей|пользователей|человек|россиян)",
        ),
        "metric": (r"россиян\w*", r"млн (?:активных )?пользователей", r"миллион\w* пользователей", r"подписчик\w*"),
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

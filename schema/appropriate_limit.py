"""How the appropriate limit is printed in a letter: the sum over which an authority need not answer (section 12)."""

LIMIT_PRINTED = (
    r"(?<!spent )(?<!paid )(?<!\d: )(?<!\d - )(?<!\d – )(?<!\d = )£\s?(?:450|600)\b(?![.,]\d)"
    r"(?! (?:in|for|during) (?:19|20)\d\d)(?! (?:was|were) (?:spent|paid))"
)
"""The limit of SI 2004/3244, regulation 3, as a pattern; and no £450 that was spent in a year."""

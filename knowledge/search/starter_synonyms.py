"""The first small set of synonyms; from then on they are the editors'."""

STARTER_SYNONYMS: tuple[tuple[str, str, str], ...] = (
    ("TzL", "trgovina z ljudmi; trgovanje z ljudmi", "sl"),
    ("PTSM", "post-travmatska stresna motnja", "sl"),
    ("CSD", "center za socialno delo", "sl"),
    ("MDDSZ", "ministrstvo za delo, družino, socialne zadeve", "sl"),
    ("ZRSZ", "zavod za zaposlovanje", "sl"),
    ("MNZ", "ministrstvo za notranje zadeve", "sl"),
    ("NVO", "nevladna organizacija", "sl"),
    ("služba", "zaposlitev; delo", "sl"),
    ("burnout", "izgorevanje; izgorelost", "sl"),
    ("viza", "dovoljenje za prebivanje", "sl"),
    ("tolmač", "prevajalec", "sl"),
    ("tečaj", "učenje", "sl"),
    ("varna hiša", "varni prostor", "sl"),
    ("šef", "delodajalec", "sl"),
    ("advokat", "pravni strokovnjak; pravno svetovanje", "sl"),
    ("interpreter", "prevajalec; tolmačenje", "en"),
    ("permit", "dovoljenje", "en"),
    ("course", "tečaj; učenje", "en"),
    ("job", "zaposlitev; delo", "en"),
    ("shelter", "varni prostor; varna hiša", "en"),
)

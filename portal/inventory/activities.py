"""Processing activities that more than one package works for: a proposal to be confirmed."""

from django.utils.translation import gettext_lazy as _

from portal.inventory.declarations import Activity

CASEWORK = Activity(
    name=_("Helping the persons in the programmes"),
    legal_basis=_("GDPR art. 6(1)(a), art. 9(2)(a)"),
    data_subjects=_(
        "persons helped; persons who are named in their cases; counsellors and team leads who "
        "work on a case"
    ),
    personal_data=_(
        "who she is; what she told, needs and agreed to, with special categories of data where "
        "the work needs them; documents; who works on the case, and since when"
    ),
)
ACCOUNTS = Activity(
    name=_("Letting the organisation's own people in, and nobody else"),
    legal_basis=_("GDPR art. 6(1)(f), art. 32"),
    data_subjects=_("employees, volunteers and others with an account; whoever tries to sign in"),
    personal_data=_(
        "name, user name, e-mail address, roles, language; passphrase as a hash, second factors; "
        "when she signed in and what she promised; the network of failed tries, as a code"
    ),
)
ACCOUNTABILITY = Activity(
    name=_("Showing who did what to which record"),
    legal_basis=_("GDPR art. 5(2), art. 6(1)(f), art. 32"),
    data_subjects=_(
        "employees, volunteers and others with an account; persons helped, by the number of the "
        "case alone"
    ),
    personal_data=_("who, what, which record, when; no content"),
)
EDITING = Activity(
    name=_("Writing, translating and reviewing the public pages and the knowledge base"),
    legal_basis=_("GDPR art. 6(1)(f)"),
    data_subjects=_("editors, translators and reviewers; whoever is named in a text"),
    personal_data=_(
        "who wrote, changed, published or reviewed what, and when; drafts and earlier versions; "
        "settings of the editing screens"
    ),
)
READING = Activity(
    name=_("Reading and searching the knowledge base"),
    legal_basis=_("GDPR art. 6(1)(f)"),
    data_subjects=_("employees, volunteers and others with an account"),
    personal_data=_(
        "when her last two visits began; what she pinned; questions to the editors with her role; "
        "searches that found nothing, without who asked"
    ),
)
LETTERS = Activity(
    name=_("Answering who asks for a call, refers somebody or reports a suspicion"),
    legal_basis=_("GDPR art. 6(1)(a) and (f), art. 9(2)(a) and (c)"),
    data_subjects=_(
        "persons who ask for a call, refer or report; persons whom they write about; who has "
        "taken the letter"
    ),
    personal_data=_(
        "how and when somebody can be reached safely, her language, what to say if somebody else "
        "answers; what was seen, where and when"
    ),
)

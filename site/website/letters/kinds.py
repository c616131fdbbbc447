from helpline.enums import LetterKind
from website.call_backs.forms import CallBackForm
from website.letters.fields import LetterForm
from website.letters.forms import ReferralForm, SuspicionForm

FORMS: dict[LetterKind, type[LetterForm]] = {
    LetterKind.CALL_BACK: CallBackForm,
    LetterKind.REFERRAL: ReferralForm,
    LetterKind.SUSPICION: SuspicionForm,
}

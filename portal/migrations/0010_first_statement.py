"""The first version of the confidentiality statement, for the organisation to put in its words."""

from django.db import migrations

TEXT_SL = """\
Kar izvem o ljudeh, ki jim pomagamo, ostane v organizaciji. O njih govorim samo s tistimi, ki pri \
primeru sodelujejo.

Odpiram samo primere in podatke, ki jih potrebujem za svoje delo. Vem, da se vsako odpiranje \
zapiše.

Imen, naslovov, slik in telefonskih številk ne prenašam drugam: ne v svoj telefon, ne v svojo \
pošto, ne na papir, ki bi ostal brez nadzora.

Svojega gesla in druge stopnje prijave ne dam nikomur, tudi sodelavki ali skrbniku sistema ne.

Če kaj izgubim ali če sumim, da je kdo videl, česar ne bi smel, to takoj povem vodji tima.

Obljuba velja tudi potem, ko v organizaciji ne delam več."""
TEXT_EN = """\
What I learn about the people we help stays in the organisation. I speak about them only with \
those who work on the case.

I open only the cases and data that I need for my work. I know that each opening is recorded.

I do not carry names, addresses, pictures or telephone numbers elsewhere: not to my own phone, \
not to my own mail, not to paper that could be left lying.

I give my passphrase and my second factor to nobody, neither to a colleague nor to the \
administrator.

If I lose something, or suspect that somebody saw what they should not have, I tell the team lead \
at once.

This promise holds after I have left the organisation, too."""


def add_statement(apps, schema_editor):
    apps.get_model("portal", "Statement").objects.create(
        version=1, text_sl=TEXT_SL, text_en=TEXT_EN
    )


class Migration(migrations.Migration):
    dependencies = [("portal", "0009_links_passkeys_statement")]
    operations = [migrations.RunPython(add_statement, migrations.RunPython.noop)]

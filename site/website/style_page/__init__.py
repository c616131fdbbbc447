"""The living style page: tokens and components in three scripts, by day and by night.

Only where the project is developed: no settings but `config.settings.dev` know its addresses.
"""

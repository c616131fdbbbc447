# In figures: Django's names of the months stand in the first case only.
DATE_FORMAT = "j. n. Y"
DATETIME_FORMAT = "j. n. Y, H:i"
SHORT_DATE_FORMAT = "j. n. Y"
TIME_FORMAT = "H:i"
